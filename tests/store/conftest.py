from tests.support.databases import begin, empty, engine, postgres, sqlite

__all__ = ["begin", "empty", "engine", "postgres", "sqlite"]
