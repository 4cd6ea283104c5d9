"""One line for each request: what was asked, what it cost. No personal text, no values of a query."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Log every request of the application."""
