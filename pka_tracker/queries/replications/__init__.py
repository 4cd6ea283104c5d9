"""Replications."""
