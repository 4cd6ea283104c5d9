"""The papers of a decision: the approval to be signed, and how the mentor explains it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pka_tracker import labels
from pka_tracker.exports.document import (
    Document,
    check,
    in_official_language,
    local_day,
    moment,
    origin,
    person,
    rows,
    signatures,
    text,
)
from pka_tracker.models import ActionPlan, ChecklistItem, Endorsement, Review, Support
from pka_tracker.models.texts.outline import N_
from pka_tracker.reading import Reading
from pka_tracker.words import gettext as _

INK = N_(
    "These are approvals inside the application, not certified electronic signatures. The places below are for ink."
)


def approval_document(
    plan: ActionPlan, review: Review, endorsement: Endorsement | None, address: str
) -> Document:
    """The approval sheet (lembar persetujuan) of the version a review approved, with places for ink.

    The plan comes with its people and cohort, the review with reviewer and version.
    """
    with in_official_language():
        version, zone = review.version, plan.cohort.timezone
        given = [(_("Mentor"), review.reviewer.name, moment(review.decided_at, zone))]
        if endorsement:
            given.append((_("Coach"), endorsement.coach.name, moment(endorsement.created_at, zone)))
        heads = (_("Role"), _("Name"), _("Approved on"))
        return Document(
            kind=_("Approval sheet"),
            title=plan.title,
            facts=(
                *person(plan.owner, plan.cohort),
                (_("Version"), str(version.number)),
                (_("Submitted on"), moment(version.created_at, zone)),
                (_("Fingerprint"), version.sha256),
            ),
            lead=_(
                "The action plan named above, in exactly this version, is approved and fit for the seminar."
            ),
            sections=(
                Reading("given", _("Approvals in the application"), (rows("given", heads, given),)),
                Reading("ink", _("Signatures"), (text("ink", "", _(INK)),)),
            ),
            signatures=signatures(
                (_("Approved by"), _("Mentor"), review.reviewer),
                (_("Approved by") if endorsement else _("Seen by"), _("Coach"), plan.coach),
            ),
            day=local_day(review.decided_at or version.created_at, zone),
            origin=origin(version, zone),
            nothing="",
            total="",
            check=check(),
            address=address,
        )


def assessment_document(plan: ActionPlan, review: Review, address: str) -> Document:
    """The mentor's explanation (penjelasan mentor): verdict with reason, checklist, support, covering word.

    The plan comes with its people and cohort, the review with reviewer and version.
    """
    with in_official_language():
        zone = plan.cohort.timezone
        return Document(
            kind=_("Explanation by the mentor"),
            title=plan.title,
            facts=(
                *person(plan.owner, plan.cohort),
                (_("Version"), str(review.version.number)),
                (_("Mentor"), review.reviewer.name),
                (_("Decision"), labels.word(review.decision)),
                (_("Decided"), moment(review.decided_at, zone)),
            ),
            sections=tuple(_assessed(review)),
            signatures=signatures(("", _("Mentor"), review.reviewer)),
            day=local_day(review.decided_at or review.version.created_at, zone),
            origin=origin(review.version, zone),
            nothing=_("Nothing was written in this section."),
            total="",
            check=check(),
            address=address,
        )


def _assessed(review: Review) -> Iterator[Reading]:
    checked = rows("items", (_("Question"), _("In order")), _ticked(ChecklistItem, review.checklist))
    given = rows("support", (_("Support"), _("Given")), _ticked(Support, review.support))
    verdict = text("verdict", _("Verdict"), labels.word(review.verdict))
    reason = text("reason", _("Reason for the verdict"), review.verdict_reason)
    yield Reading("verdict", _("Verdict"), (verdict, reason))
    yield Reading("checklist", _("Checklist"), (checked,))
    note = text("note", _("Note on the support"), review.support_note)
    yield Reading("support", _("Support given"), (given, note))
    if review.message:
        yield Reading("message", _("Message"), (text("message", "", review.message),))


def _ticked(members: type[ChecklistItem | Support], chosen: Sequence[str]) -> list[tuple[str, str]]:
    return [(labels.word(item), _("Yes") if item in chosen else "–") for item in members]
