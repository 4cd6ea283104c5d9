"""What a mentor types in a review and a participant in an answer, and what the dashboard's address asks for."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any, Self
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, Regexp

from pka_tracker import labels
from pka_tracker.forms import addresses
from pka_tracker.forms.fields import CleanText, clean
from pka_tracker.forms.seen import answer_token, part_token, version_in
from pka_tracker.forms.texts import ShortForm
from pka_tracker.models import (
    Answer,
    ChecklistItem,
    Comment,
    CommentKind,
    Mark,
    PlanState,
    Review,
    Support,
    Verdict,
)
from pka_tracker.models.reviews.anchor import Anchor
from pka_tracker.models.texts.form_outlines import ANSWER, ASSESSMENT, COMMENT
from pka_tracker.models.texts.outline import Contents
from pka_tracker.queries.reviews.review_queue import SORTS, QueueView
from pka_tracker.words import lazy_gettext as _l

TOO_LONG = _l("At most %(max)d characters: shorten the text, nothing of it is lost on this page.")
CHOOSE = _l("Choose one of the words that are offered.")


def _choices(members: type[enum.StrEnum]) -> list[tuple[str, str]]:
    return [(str(member), labels.WORDS[members, member]) for member in members]


class ReviewForm(FlaskForm):
    """A form about one section in one review; ``review`` says which ones the page was made for."""

    review = HiddenField()

    def is_about(self, review: Review, section: str) -> bool:
        """Whether the page was made for this section in this review."""
        return self.review.data == part_token(review, section)


class MarkForm(ReviewForm):
    """The word on one section; "none" takes it back."""

    mark = HiddenField(validators=[AnyOf([*(str(m) for m in Mark), "none"], message=CHOOSE)])

    @property
    def value(self) -> Mark | None:
        return None if self.mark.data == "none" else Mark(self.mark.data)


class _CommentFields:
    kind = RadioField(
        _l("Kind"), choices=lambda: _choices(CommentKind), default=str(CommentKind.REQUIRED), validators=[]
    )
    body = CleanText(
        _l("Comment"),
        [DataRequired(_l("Write the comment, then save it.")), Length(max=5_000, message=TOO_LONG)],
    )

    # The words it speaks of: put in by the page's script where some were selected.
    quote = HiddenField()
    prefix = HiddenField()
    suffix = HiddenField()

    @property
    def anchor(self) -> Anchor:
        """The words the comment speaks of, or none."""
        return Anchor.of(clean(self.quote.data), clean(self.prefix.data), clean(self.suffix.data))


class CommentForm(_CommentFields, ReviewForm):
    """A new comment. ``form_key`` is drawn by the empty form, so that a double click makes one comment."""

    form_key = HiddenField(
        validators=[
            DataRequired(_l("Open the page again, then write the comment.")),
            Regexp(r"^[0-9a-zA-Z-]{1,32}$", message=_l("Open the page again, then write the comment.")),
        ]
    )


class EditCommentForm(_CommentFields, ShortForm):
    """A comment that was written before and is not sent yet."""

    outline = (COMMENT,)


class AssessmentForm(ShortForm):
    """Checklist, verdict and support; each may stay open until the decision."""

    outline = (ASSESSMENT,)

    checklist = SelectMultipleField(_l("Checklist"), choices=lambda: _choices(ChecklistItem))
    verdict = RadioField(_l("Verdict"), [Optional()], choices=lambda: _choices(Verdict))
    verdict_reason = CleanText(_l("Reason for the verdict"), [Length(max=5_000, message=TOO_LONG)])
    support = SelectMultipleField(_l("Support given"), choices=lambda: _choices(Support))
    support_note = CleanText(_l("Note on the support"), [Length(max=5_000, message=TOO_LONG)])

    def values(self, review: Review) -> dict[str, Any]:
        """What to keep: what was typed where it is valid, what was kept before elsewhere."""
        typed = {name: self[name].data for name in VALUES}
        typed["verdict"] = Verdict(typed["verdict"]) if typed["verdict"] and not self.verdict.errors else None
        return {name: getattr(review, name) if self[name].errors else typed[name] for name in VALUES}


VALUES = ("checklist", "verdict", "verdict_reason", "support", "support_note")


class AnswerForm(ShortForm):
    """The participant's answer to one comment; a form about the comment."""

    outline = (ANSWER,)

    writer_id = 0  # whose answer it is

    def by(self, writer_id: int) -> Self:
        """The same form, for this person's unsent answer."""
        self.writer_id = writer_id
        return self

    def show(self, row: Comment) -> None:
        """Say that the page shows the writer's unsent answer to this comment as it is now."""
        super().show(row)
        self.seen.data = answer_token(row, self.writer_id)

    def row_of(self, row: Comment) -> Answer | None:
        """The answer that is not sent yet."""
        return row.unsent_by(self.writer_id)

    def filled(self, contents: Contents) -> Self:
        """The same form with another text in its fields."""
        return super().filled(contents).by(self.writer_id)

    def seen_of(self, row: Comment) -> int:
        """The lock version of the answer to this comment, 0 where there was none; -1 where it is another's."""
        return version_in(self.seen.data, row, "Answer")

    body = CleanText(_l("Your answer"), [Length(max=5_000, message=TOO_LONG)])


class ReplyForm(AnswerForm):
    """A reviewer's reply in the thread of one comment."""

    body = CleanText(_l("Your reply"), [Length(max=5_000, message=TOO_LONG)])


def new_form_key() -> str:
    """What tells two comments apart that are begun on the same page."""
    return uuid4().hex


def read_view(args: Mapping[str, str]) -> QueueView:
    """What the dashboard's address asks for; what cannot be read asks for nothing."""
    state = args.get("state", "")
    sort = args.get("sort", "")
    return QueueView(
        state=state if state == "waiting" or state in list(PlanState) else "",
        cohort=addresses.number(args.get("cohort")),
        agency=addresses.number(args.get("agency")),
        search=addresses.search(args),
        sort=sort if sort in SORTS else "",
        descending=args.get("order") == "desc" and sort in SORTS,
        page=addresses.page(args),
    )
