"""Layouts of an organizer's own: brought, taken away, used wherever a paper is written as DOCX."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select

from pka_tracker import policy
from pka_tracker.errors import Incomplete, NotFound
from pka_tracker.exports.document import Document
from pka_tracker.exports.docx import as_docx
from pka_tracker.exports.templates.layout import check, fill
from pka_tracker.extensions import db, now
from pka_tracker.models import Cohort, PaperKind, PaperTemplate, User
from pka_tracker.queries.cohorts.paper_templates import template_of
from pka_tracker.storage import blobs

log = logging.getLogger(__name__)

PREFIX = "layouts"


def layout_key(key: str) -> str:
    """Where the bytes of a layout are."""
    return f"{PREFIX}/{key}"


def bring(
    cohort: Cohort, actor: User, paper: PaperKind, *, name: str, data: bytes, example: Document
) -> str | None:
    """Give a paper of a cohort this layout; the key of the one it replaces, to be deleted after the commit.

    Refuses, in words, what cannot be filled with the example.
    """
    policy.ensure_organizes(actor, cohort.id)
    check(data, example)
    db.session.execute(select(Cohort.id).where(Cohort.id == cohort.id).with_for_update())
    replaced = _take_away(cohort.id, paper)
    template = PaperTemplate(
        cohort_id=cohort.id, paper=paper, owner_id=actor.id, name=name[-200:], size=len(data)
    )
    db.session.add(template)
    db.session.flush()
    blobs.put(layout_key(template.key), data)
    log.info("cohort %s: layout of %s brought by user %s", cohort.id, paper, actor.id)
    return replaced


def remove(cohort: Cohort, actor: User, paper: PaperKind) -> str | None:
    """Go back to the program's own layout; the key of bytes to be deleted after the commit."""
    policy.ensure_organizes(actor, cohort.id)
    return _take_away(cohort.id, paper)


def _take_away(cohort_id: int, paper: PaperKind) -> str | None:
    template = template_of(cohort_id, paper)
    if template is None:
        return None
    db.session.delete(template)
    db.session.flush()
    return layout_key(template.key)


def layout_bytes(template: PaperTemplate) -> bytes:
    """The layout as it was brought."""
    return blobs.get(layout_key(template.key))


def print_docx(document: Document, cohort_id: int, paper: PaperKind) -> bytes:
    """The paper as DOCX in the cohort's own layout; in the program's where there is none or it cannot be filled."""
    template = template_of(cohort_id, paper)
    if template is None:
        return as_docx(document)
    try:
        return fill(layout_bytes(template), document)
    except (Incomplete, NotFound):
        log.exception("layout %s of cohort %s cannot be filled", template.id, cohort_id)
        return as_docx(document)


def sweep(*, dry_run: bool = False) -> list[str]:
    """Delete bytes of layouts that no row knows and that are older than a day; the keys."""
    before = now() - timedelta(days=1)
    known = {layout_key(key) for key in db.session.scalars(select(PaperTemplate.key))}
    gone = [blob.key for blob in blobs.walk(PREFIX) if blob.key not in known and blob.changed_at < before]
    if not dry_run:
        for key in gone:
            blobs.delete(key)
    return gone
