"""What a form says about the row it was made from: which one, and how it stood. Made here, read here."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from pka_tracker.forms import addresses
from pka_tracker.models import Comment, Review

#: Never current.
NEVER = -1


def token(row: Any, version: int | None = None, name: str = "") -> str:
    """Names the row and its lock version, for example ``PlanSection:12:5``; ``version`` where another number tells."""
    number = row.lock_version if version is None else version
    return f"{name or type(row).__name__}:{row.id}:{number}"


def place_of(row: Any) -> str:
    """The row alone, for example ``PlanSection:12``."""
    return token(row, 0).rpartition(":")[0]


def answer_token(comment: Comment, writer_id: int) -> str:
    """What somebody is writing in answer to a comment, which is a row only once something was; 0 before."""
    answer = comment.unsent_by(writer_id)
    return token(comment, answer.lock_version if answer else 0, "Answer")


def part_token(review: Review, section: str) -> str:
    """One section in a review, where the last word counts, for example ``Review:12:goals``."""
    return f"Review:{review.id}:{section}"


def version_in(text: str | None, row: Any, name: str = "") -> int:
    """The version a token tells of exactly this row; -1, which is never current, for every other text."""
    thing, _colon, number = (text or "").rpartition(":")
    if thing != f"{name or type(row).__name__}:{row.id}":
        return NEVER
    found = addresses.number(number)
    return NEVER if found is None else found


class SeenForm(FlaskForm):
    """A form about a row that may change meanwhile; ``seen`` says which row, and how the page showed it."""

    seen = HiddenField()

    def show(self, row: Any) -> None:
        """Say that the page shows this row as it is now."""
        self.seen.data = token(row)

    def seen_of(self, row: Any) -> int:
        """The lock version of this row that the page showed; -1, which is never current, where it showed another."""
        return version_in(self.seen.data, row)
