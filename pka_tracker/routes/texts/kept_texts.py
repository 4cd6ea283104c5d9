"""Both texts of every conflict, for whoever wrote them: nothing that was typed is lost by a choice."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for

from pka_tracker import policy
from pka_tracker.errors import NotFound, NotPermitted
from pka_tracker.models import KeptText
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.models.texts.form_outlines import ANSWER, ASSESSMENT, COMMENT, ENTRY
from pka_tracker.models.texts.outline import Section
from pka_tracker.queries.notes import get_note
from pka_tracker.queries.plans.plans import get_plan, get_section
from pka_tracker.queries.reviews.consultations import get_entry
from pka_tracker.queries.reviews.reviews import get_comment, own_review
from pka_tracker.queries.texts.kept_texts import list_kept
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts.conflicts import differences
from pka_tracker.words import gettext as _

bp = Blueprint("kept_texts", __name__)


@bp.get("/plans/<int:plan_id>/sections/<key>/earlier")
def section(plan_id: int, key: str) -> str:
    """The conflicts of one section of a plan."""
    if key not in PLAN_SECTION:
        raise NotFound(key)
    row, outline = get_section(plan_id, key, me()), [PLAN_SECTION[key]]
    back = (url_for("plans.section", plan_id=plan_id, key=key), _(PLAN_SECTION[key].title))
    return _page(outline, list_kept(row, me()), back)


@bp.get("/notes/<int:note_id>/earlier")
def note(note_id: int) -> str:
    """The conflicts of one note."""
    found = get_note(note_id, me())
    if not policy.owns(me(), found):
        raise NotPermitted("read drafts")
    back = (url_for("notes.edit", note_id=note_id), found.title or _("New note"))
    return _page(NOTE_BLOCKS, list_kept(found, me()), back)


@bp.get("/comments/<int:comment_id>/earlier")
def comment(comment_id: int) -> str:
    """The conflicts of one's own comment, or of one's answer to another's."""
    row = get_comment(comment_id, me())
    own = row.author_id == me().id
    if not own and not policy.owns(me(), row.review.plan):
        raise NotPermitted("read drafts")
    back = url_for("comments.edit" if own else "comments.answer", comment_id=comment_id)
    return _page([COMMENT if own else ANSWER], list_kept(row, me()), (back, _("Back to the text")))


@bp.get("/reviews/<int:plan_id>/earlier")
def assessment(plan_id: int) -> str:
    """The conflicts of one's own assessment of the latest version."""
    row = own_review(get_plan(plan_id, me()), me())
    back = (url_for("reviews.show", plan_id=plan_id, _anchor="assessment"), _("Back to the review"))
    return _page([ASSESSMENT], list_kept(row, me()) if row else [], back)


@bp.get("/consultations/entries/<int:entry_id>/earlier")
def entry(entry_id: int) -> str:
    """The conflicts of one entry of a log."""
    row = get_entry(entry_id, me())
    back = (url_for("consultations.show", membership_id=row.membership_id), _("Consultation log"))
    return _page([ENTRY], list_kept(row, me()), back)


def _page(outline: Sequence[Section], texts: Sequence[KeptText], back: tuple[str, str]) -> str:
    conflicts = [(kept, differences(outline, kept.saved, kept.typed)) for kept in texts]
    return render_template("kept_texts/list.html", conflicts=conflicts, back=back)
