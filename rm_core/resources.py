"""Where the files that travel with the program are found; nothing here looks inside them."""

from importlib.resources import files
from pathlib import Path

from rm_core.errors import SetupBroken

CATALOGUE = "catalogue.yaml"


def catalogue_text() -> str:
    """The topic catalogue that ships with the program, as YAML text."""
    return files("rm_core.program").joinpath(CATALOGUE).read_text(encoding="utf-8")


def templates() -> Path:
    """The folder with the emails' and pages' templates.

    Raises:
        SetupBroken: the program runs without the folder beside it.
    """
    return _beside_the_house("templates")


def samples() -> Path:
    """The folder with made-up HR exports to try things with.

    Raises:
        SetupBroken: the program runs without the folder beside it.
    """
    return _beside_the_house("samples")


def _beside_the_house(name: str) -> Path:
    folder = Path(__file__).resolve().parent.parent / name
    if not folder.is_dir():
        message = f"the folder {name}/ is not beside rm_core/: run from a complete checkout"
        raise SetupBroken(message)
    return folder
