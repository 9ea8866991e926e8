"""Rows: SQLAlchemy Core tables and the unit of work around them."""
