"""The papers of a decision: the approval to be signed, and how the mentor explains it."""

from __future__ import annotations

from pka_tracker import labels
from pka_tracker.exports.document import (
    Document,
    Signature,
    in_official_language,
    moment,
    origin,
    person,
    rows,
    text,
)
from pka_tracker.models import ActionPlan, ChecklistItem, Endorsement, Review, Support, User
from pka_tracker.models.outline import N_
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
            signatures=_signers(review.reviewer, plan.coach),
            origin=origin(version, zone),
            nothing="",
            total="",
            check=_("Check this version: it exists, and whether it was approved in the application."),
            address=address,
        )


def assessment_document(plan: ActionPlan, review: Review, address: str) -> Document:
    """The mentor's explanation (penjelasan mentor): verdict with reason, checklist, support, covering word.

    The plan comes with its people and cohort, the review with reviewer and version.
    """
    with in_official_language():
        zone = plan.cohort.timezone
        checked = [
            (labels.word(item), _("Yes") if item in review.checklist else "–") for item in ChecklistItem
        ]
        given = [(labels.word(item), _("Yes") if item in review.support else "–") for item in Support]
        message = (
            [Reading("message", _("Message"), (text("message", "", review.message),))]
            if review.message
            else []
        )
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
            sections=(
                Reading(
                    "verdict",
                    _("Verdict"),
                    (
                        text("verdict", _("Verdict"), labels.word(review.verdict)),
                        text("reason", _("Reason for the verdict"), review.verdict_reason),
                    ),
                ),
                Reading(
                    "checklist", _("Checklist"), (rows("items", (_("Question"), _("In order")), checked),)
                ),
                Reading(
                    "support",
                    _("Support given"),
                    (
                        rows("support", (_("Support"), _("Given")), given),
                        text("note", _("Note on the support"), review.support_note),
                    ),
                ),
                *message,
            ),
            signatures=_signers(review.reviewer),
            origin=origin(review.version, zone),
            nothing=_("Nothing was written in this section."),
            total="",
            check=_("Check this version: it exists, and whether it was approved in the application."),
            address=address,
        )


def _signers(mentor: User, coach: User | None = None) -> tuple[Signature, ...]:
    signers = [(_("Mentor"), mentor), (_("Coach"), coach)]
    return tuple(Signature(role, one.name, one.nip) for role, one in signers if one)
