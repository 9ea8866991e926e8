"""Pages of participants, health and metrics, over HTTP."""
