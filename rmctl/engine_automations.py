"""What Prefect does by itself when something is announced; kept in step at every start.

An automation only makes things faster: whatever it misses, the sweep finds by its due date.
"""

from dataclasses import dataclass
from datetime import timedelta

from rmctl.engine_api import Api, Json, open_api

COHORT_LABEL = "rm.cohort"
"""Label of an event's resource that holds the cohort's slug."""

GATHER = timedelta(seconds=5)
"""How long announcements of one cohort are gathered into one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation:
    """Run `deployment` (`flow/deployment`) for the cohort in which one of `events` happened."""

    name: str
    description: str
    events: tuple[str, ...]
    deployment: str


AUTOMATIONS: tuple[Automation, ...] = (
    Automation(
        name="match who waits",
        description="A cohort's matching, or the round of those who wait, has come: propose pairs.",
        events=("rm.cohort.matching", "rm.participant.waiting"),
        deployment="matching/matching",
    ),
)


def keep_automations(
    api_url: str,
    automations: tuple[Automation, ...] = AUTOMATIONS,
    gather: timedelta = GATHER,
) -> None:
    """Create what is missing and bring the rest up to date; twice is the same as once.

    A burst makes one run per cohort: the first event of a window of `gather` fires, the others of
    the window do not, and the run starts when the window is over, so that it sees them all.

    Raises:
        NotFound: a deployment is not registered. SetupBroken: no server answers.
    """
    with open_api(api_url) as api:
        for automation in automations:
            _keep(api, automation, gather)


def _keep(api: Api, automation: Automation, gather: timedelta) -> None:
    deployment = api.get(f"deployments/name/{automation.deployment}")
    wanted = _as_prefect_says_it(automation, deployment["id"], gather)
    named = {"automations": {"name": {"any_": [automation.name]}}}
    existing: Json = api.post("automations/filter", named)
    if existing:
        api.put(f"automations/{existing[0]['id']}", wanted)
    else:
        api.post("automations/", wanted)
    for double in existing[1:]:
        api.delete(f"automations/{double['id']}")


def _as_prefect_says_it(
    automation: Automation, deployment_id: str, gather: timedelta
) -> dict[str, object]:
    return {
        "name": automation.name,
        "description": automation.description,
        "enabled": True,
        "trigger": {
            "type": "event",
            "posture": "Reactive",
            "expect": list(automation.events),
            "for_each": ["prefect.resource.id"],
            "threshold": 1,
            "within": gather.total_seconds(),
        },
        "actions": [
            {
                "type": "run-deployment",
                "source": "selected",
                "deployment_id": deployment_id,
                "parameters": {
                    "cohort": {
                        "__prefect_kind": "jinja",
                        "template": f"{{{{ event.resource['{COHORT_LABEL}'] }}}}",
                    }
                },
                "schedule_after": gather.total_seconds(),
            }
        ],
    }
