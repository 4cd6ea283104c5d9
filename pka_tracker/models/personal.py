"""What of a person is in which table: the one place that the export of one's own data and the retention follow.

Every column that points to an account is named here, as the person's own row or as another's; a test asks.
"""

from __future__ import annotations

from typing import NamedTuple


class Own(NamedTuple):
    """Rows of a table that are a person's own by ``column``.

    ``hidden`` are columns that hold another's words or an address of bytes; ``goes``: deleted when the person is
    made anonymous, because it serves nobody else.
    """

    column: str
    hidden: tuple[str, ...] = ()
    goes: bool = False


OWN: dict[str, Own] = {
    "membership": Own("user_id"),
    "member_event": Own("user_id"),
    "atm_note": Own("owner_id"),
    "action_plan": Own("owner_id"),
    "review": Own("reviewer_id"),
    "comment": Own("author_id", hidden=("quote", "prefix", "suffix")),  # the words of the plan it speaks of
    "answer": Own("author_id"),
    "endorsement": Own("coach_id"),
    "consultation_entry": Own("writer_id"),
    "replication": Own("owner_id"),
    "indicator_value": Own("reported_by_id"),
    "post_evaluation": Own("person_id", hidden=("token_hash",)),
    "calendar_feed": Own("user_id", hidden=("token_hash",), goes=True),
    "file": Own("owner_id", hidden=("key",)),
    "package": Own("requested_by_id", hidden=("key",)),
    "paper_template": Own("owner_id", hidden=("key",)),
    "kept_text": Own("writer_id", goes=True),
    "snippet": Own("user_id", goes=True),
    "saved_view": Own("user_id", goes=True),
    "presence": Own("user_id", hidden=("window",), goes=True),
    "digest_item": Own("user_id", goes=True),
    "reminder": Own("user_id", goes=True),
}
#: Columns by which somebody has to do with a row that is another's.
ANOTHERS = frozenset(
    (
        "membership.mentor_id",
        "membership.coach_id",
        "member_event.actor_id",
        "member_event.old_id",
        "member_event.new_id",
        "action_plan.mentor_id",
        "action_plan.coach_id",
        "plan_event.actor_id",
        "note_event.actor_id",
        "comment.settled_by_id",
        "milestone.verified_by_id",
        "action_plan.successor_id",
        "extension_request.answered_by_id",
        "indicator_value.decided_by_id",
        "replication.facilitator_id",
        "replication_event.actor_id",
        "replication_event.facilitator_id",
        "consultation_entry.acknowledged_by_id",
    )
)
