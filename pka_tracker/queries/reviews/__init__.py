"""Reviewing: the dashboard, the desk, comments, decisions, consultations."""
