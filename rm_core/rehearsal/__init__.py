"""Simulated clock and people around the production code."""
