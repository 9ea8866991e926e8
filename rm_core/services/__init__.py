"""One function for each thing that can happen, one transaction each."""
