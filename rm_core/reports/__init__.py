"""The cohort report: figures in, HTML, CSV and JSON out."""
