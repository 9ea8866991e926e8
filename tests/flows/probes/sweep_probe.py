"""A sweep that finds nothing due."""

from prefect import flow


@flow(name="sweep")
async def run_sweep() -> int:
    return 0
