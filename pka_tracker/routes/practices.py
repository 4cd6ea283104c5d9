"""The catalogue of good practices at the hosts of the cohorts' visits."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("practices", __name__)
