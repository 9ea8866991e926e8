"""Arguments that several commands take: what their help says, and what is refused."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number


def _said(_: object, text: str) -> None:
    if not text.strip():
        message = "say something: it is kept for the audit trail"
        raise ValueError(message)


HERE = Path(".rm")
Home = Annotated[
    Path, Parameter(help="Folder of the installation, made if missing", env_var="RM_HOME")
]
Key = Annotated[str, Parameter(help="Key of the cohort, as in its program file")]
ProgramFile = Annotated[Path, Parameter(help="A program file; `rmctl new` starts one")]
Folder = Annotated[Path, Parameter(help="Folder to write to, made if missing")]
By = Annotated[str, Parameter(help="Your name, for the audit trail", validator=_said)]
Why = Annotated[str, Parameter(help="The reason, for the audit trail", validator=_said)]
Weeks = Annotated[int, Parameter(help="How many weeks", validator=Number(gte=1, lte=52))]
Hours = Annotated[
    int, Parameter(help="Hours that anything may be late", validator=Number(gte=0, lte=8760))
]
