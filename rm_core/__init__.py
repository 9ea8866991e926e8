"""The engine of reverse-mentoring programs: pure core, thin shell; see docs/conventions.md."""
