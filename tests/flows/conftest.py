import pytest

from rmctl.engine import Engine
from tests.support.prefect_server import shared_server


@pytest.fixture(scope="session")
def engine() -> Engine:
    return shared_server()
