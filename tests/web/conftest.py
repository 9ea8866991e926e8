from tests.support.cohort_builders import world
from tests.support.databases import sqlite

__all__ = ["sqlite", "world"]
