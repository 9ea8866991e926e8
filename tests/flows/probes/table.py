"""Small flows that stand in for a program's, so that the engine can be proved without one."""

from datetime import timedelta

from flows.deployments import Deployment

DEPLOYMENTS = (
    Deployment(
        name="matching",
        entrypoint="matching_probe.py:run_matching",
        description="Wait for a decision.",
        tags=("stage",),
    ),
    Deployment(
        name="sweep",
        entrypoint="sweep_probe.py:run_sweep",
        description="Do nothing, every minute.",
        tags=("every minute",),
        every=timedelta(minutes=1),
        alone=True,
    ),
    Deployment(
        name="relay",
        entrypoint="relay_probe.py:run_relay",
        description="Announce a burst.",
        tags=("every minute",),
    ),
)
