"""A folder that holds everything of one embedded installation, and the settings to run it."""

import os
import secrets
from pathlib import Path

from rm_core.settings import Settings

KEY_FILE = "signing-keys"


def settings_at(home: Path, **own: object) -> Settings:
    """The settings of an installation in this folder; `own` ones win over the environment.

    The signing key is drawn at random once and stays in the folder, readable by its owner only.
    """
    home.mkdir(parents=True, exist_ok=True)
    defaults: dict[str, object] = {}
    if "RM_DATABASE" not in os.environ:
        defaults["database"] = f"sqlite:///{(home / 'rm.sqlite').resolve()}"
    if "RM_SIGNING_KEYS" not in os.environ:
        defaults["signing_keys"] = _kept_key(home / KEY_FILE)
    return Settings.model_validate(Settings().model_dump() | defaults | own)


def environment(settings: Settings) -> dict[str, str]:
    """The same settings for a child process."""
    plain = settings.model_dump()
    shown = {
        name: value.get_secret_value() if hasattr(value, "get_secret_value") else value
        for name, value in plain.items()
    }
    return {f"RM_{name.upper()}": str(value) for name, value in shown.items() if value is not None}


def _kept_key(path: Path) -> str:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"k1:{secrets.token_urlsafe(36)}")
    return path.read_text(encoding="ascii").strip()
