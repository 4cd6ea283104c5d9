"""Cohorts: their people, their calendar, how far they are."""
