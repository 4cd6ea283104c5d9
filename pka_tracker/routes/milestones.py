"""The milestones of a plan while it is carried out."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("milestones", __name__)
