"""The letters the program writes: one function each, in the reader's language, into the outbox.

A letter is part of the caller's transaction: it exists exactly if the change it tells of does. Readers choose for
each kind whether it comes at once, in their daily letter or never. Plans and notes
come with the people they name (owner, mentor, cohort). Works without a request too: links begin with PUBLIC_URL.
"""

from pka_tracker.emails.accounts import invitation, password_changed, password_reset, reset_link, verify_link
from pka_tracker.emails.cohorts import (
    enrolled,
    evaluation_asked,
    forget,
    guide_changed,
    note_accepted,
    note_returned,
    package_ready,
    plan_handed_over,
    replication_moved,
    replications_silent,
)
from pka_tracker.emails.deadlines import (
    deadline_extended,
    digest,
    extension_asked,
    extension_refused,
    reminder,
    reminder_to_begin,
)
from pka_tracker.emails.progress import (
    milestone_reported,
    milestone_returned,
    milestone_verified,
    readers_of_progress,
    value_reported,
    value_returned,
    value_verified,
)
from pka_tracker.emails.reviews import (
    coach_advised,
    decision_taken_back,
    endorsement_retracted,
    plan_approved,
    plan_closed,
    plan_endorsed,
    plan_submitted,
    plan_withdrawn,
    readers_of,
    revision_requested,
)
from pka_tracker.emails.writing import KINDS, one_line, recall, zone_of

__all__ = [
    "KINDS",
    "coach_advised",
    "deadline_extended",
    "decision_taken_back",
    "digest",
    "endorsement_retracted",
    "enrolled",
    "evaluation_asked",
    "extension_asked",
    "extension_refused",
    "forget",
    "guide_changed",
    "invitation",
    "milestone_reported",
    "milestone_returned",
    "milestone_verified",
    "note_accepted",
    "note_returned",
    "one_line",
    "package_ready",
    "password_changed",
    "password_reset",
    "plan_approved",
    "plan_closed",
    "plan_endorsed",
    "plan_handed_over",
    "plan_submitted",
    "plan_withdrawn",
    "readers_of",
    "readers_of_progress",
    "recall",
    "reminder",
    "reminder_to_begin",
    "replication_moved",
    "replications_silent",
    "reset_link",
    "revision_requested",
    "value_reported",
    "value_returned",
    "value_verified",
    "verify_link",
    "zone_of",
]
