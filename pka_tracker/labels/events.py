"""What happened, as a line of a history."""

from __future__ import annotations

from pka_tracker.words import lazy_gettext as _l

#: By the name of the action.
EVENTS: dict[str, str] = {
    "start": _l("Started"),
    "submit": _l("Submitted"),
    "withdraw": _l("Withdrawn"),
    "start_review": _l("Review started"),
    "request_revision": _l("Revision requested"),
    "approve": _l("Approved and fit for the seminar"),
    "resubmit": _l("Resubmitted"),
    "reopen": _l("Reopened; the approval is void"),
    "start_implementation": _l("Implementation started"),
    "extend": _l("More time was given"),
    "endorse": _l("Approved by the coach"),
    "retract": _l("Approval taken back by the coach"),
    "advise": _l("The coach sent notes"),
    "take_back": _l("Decision taken back"),
    "close": _l("Completed"),
    "assign_mentor": _l("Mentor assigned"),
    "assign_coach": _l("Coach assigned"),
    "hand_over": _l("Handed over to a successor"),
    "return": _l("Returned"),
    "accept": _l("Accepted"),
}
