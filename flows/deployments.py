"""What an operator finds under *Deployments*: one row per thing that can be run, as data.

`rmctl.serve` registers and runs them; a work pool can take the same table. Entrypoints are
relative to the folder that holds `flows/`.
"""

from dataclasses import dataclass
from datetime import timedelta

EVERY_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One row. `every` is None for what only runs when somebody, or an automation, asks.

    `alone` keeps a second run from starting beside the first: it is cancelled, since the first
    does its work. Only for runs that cover all cohorts at once.
    """

    name: str
    entrypoint: str
    description: str
    tags: tuple[str, ...]
    every: timedelta | None = None
    alone: bool = False


def _stage(name: str, description: str) -> Deployment:
    return Deployment(
        name=name,
        entrypoint=f"flows/{name}.py:run_{name}",
        description=description,
        tags=("stage",),
    )


def _pulse(name: str, description: str) -> Deployment:
    return Deployment(
        name=name,
        entrypoint=f"flows/{name}.py:run_{name}",
        description=description,
        tags=("every minute",),
        every=EVERY_MINUTE,
        alone=True,
    )


def _on_request(name: str, description: str) -> Deployment:
    return Deployment(
        name=name,
        entrypoint=f"flows/{name}.py:run_{name}",
        description=description,
        tags=("on request",),
        alone=True,
    )


DEPLOYMENTS: tuple[Deployment, ...] = (
    Deployment(
        name="cohort",
        entrypoint="flows/cohort.py:run_cohort",
        description="Take one cohort through whatever stage it has come to.",
        tags=("cohort",),
    ),
    _stage("intake", "Invite, remind and close the intake of one cohort."),
    _stage(
        "matching",
        "Propose pairings for one cohort, **wait for your decision**, introduce what you"
        " approved.\n\nA run that waits is *Suspended*: open it, read its tables, ⋮ *Resume*.",
    ),
    _stage("trial", "Follow the trial meetings of one cohort to a verdict or a release."),
    _stage("checkins", "Ask how meetings go, find silent pairings, climb the ladder."),
    _stage("outcomes", "Survey both sides, rate the goals, write the cohort report."),
    _pulse(
        "sweep",
        "Do everything that has fallen due, in all cohorts, then tell and send. Every minute.",
    ),
    _on_request("relay", "Announce recorded events to Prefect; the sweep does it by itself."),
    _on_request("outreach", "Send the emails that are owed; the sweep does it by itself."),
)
