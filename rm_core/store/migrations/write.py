"""Write a migration from the tables in the code: `python -m rm_core.store.migrations.write`.

Without words it writes the first migration anew, which is right until the first release. With words
("Remember who paused") it adds the next one: what the tables have that the migrations do not.
"""

import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import cast

from alembic import command
from alembic.script import Script
from sqlalchemy import Engine

from rm_core.errors import NotAllowed
from rm_core.store.schema import migrate, script
from rm_core.store.unit import open_database

FIRST = "The first tables"


def main() -> None:
    sentence = " ".join(sys.argv[1:]).rstrip(".")
    with as_file(files("rm_core.store.migrations") / "versions") as folder:
        there = sorted(folder.glob("r[0-9]*.py"))
        if sentence and there:
            write_next(f"r{len(there) + 1:04}", sentence)
        elif len(there) > 1:
            message = f"there are {len(there)} migrations: say in words what the next one does"
            raise NotAllowed(message)
        else:
            write_first(there)


def write_next(revision: str, sentence: str) -> None:
    engine = open_database("sqlite://")
    migrate(engine)
    _write(engine, revision, sentence)


def write_first(there: list[Path]) -> None:
    """Write the first migration in place of the one that is there; that one stays on a fault."""
    before = {file: file.read_bytes() for file in there}
    for file in there:
        file.unlink()
    try:
        _write(open_database("sqlite://"), "r0001", FIRST)
    except BaseException:
        for file, content in before.items():
            file.write_bytes(content)
        raise


def _write(engine: Engine, revision: str, sentence: str) -> None:
    with engine.begin() as connection:
        config = script(connection)
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.attributes["batch"] = revision != "r0001"
        written = command.revision(config, sentence, autogenerate=True, rev_id=revision)
    file = Path(cast("Script", written).path)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "# ###" not in line), encoding="utf-8")


if __name__ == "__main__":
    main()
