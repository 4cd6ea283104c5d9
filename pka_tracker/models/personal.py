"""What of a person is in which table: the one place that the export of one's own data, the retention and their tests follow.

Every table is named here: as one that holds something of people, or with the reason why it holds nothing. Every text in
the tables of ``OWN`` is taken along and searched for names unless it is named as an exception, so that a new
column is never forgotten. queries/personal/whose.py makes the conditions of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

#: Read by whoever's thing a row hangs on from the moment it is written.
ALWAYS = "always"


class Own(NamedTuple):
    """Whose the rows of a table are, and what becomes of them when that person goes.

    ``whose``: the column of the account that wrote a row, or that it was made for; without it a row is of whoever
    wrote the row it hangs on. ``inside``: columns of that row, in other tables of here; whoever's note, plan, log or
    replication it leads to reads it, too, and through the cohort all who could know the person by name are found.
    """

    whose: str = ""
    inside: tuple[str, ...] = ()
    #: Since when whoever's thing it hangs on reads it: ``ALWAYS``, or once this column is filled. Never: ``why`` says so.
    read: str = ""
    why: str = ""
    #: {column of another account: what that one wrote in the row}
    parts: Mapping[str, tuple[str, ...]] = {}
    #: Columns of further accounts, by which nobody wrote anything.
    named: tuple[str, ...] = ()
    #: Columns that leave with nobody: what is a key, or says where bytes are.
    hidden: tuple[str, ...] = ()
    #: Columns that repeat what somebody else wrote, and do not leave with who wrote the row.
    quoted: tuple[str, ...] = ()
    #: What was said to the person or for them alone; taken out whole.
    emptied: tuple[str, ...] = ()
    #: Deleted with the person, because it serves nobody else.
    goes: bool = False


_IN_COHORT, _IN_PLAN = ("cohort_id",), ("plan_id",)

OWN: dict[str, Own] = {
    "membership": Own("user_id", _IN_COHORT, named=("mentor_id", "coach_id")),
    "member_event": Own(
        "user_id",
        _IN_COHORT,
        read=ALWAYS,
        parts={"actor_id": ("cohort_id", "role", "action", "reason", "at")},
        named=("old_id", "new_id"),
        emptied=("reason",),
    ),
    "account_event": Own(
        "user_id", read=ALWAYS, parts={"actor_id": ("action", "reason", "at")}, emptied=("reason",)
    ),
    "atm_note": Own("owner_id", _IN_COHORT),
    "note_event": Own("actor_id", ("note_id",), read=ALWAYS),
    "action_plan": Own("owner_id", _IN_COHORT, named=("mentor_id", "coach_id", "successor_id")),
    "plan_section": Own(inside=_IN_PLAN),
    "plan_note": Own(inside=_IN_PLAN),
    "plan_version": Own(inside=_IN_PLAN),
    "plan_event": Own(
        "actor_id", _IN_PLAN, read=ALWAYS, emptied=("reason",)
    ),  # a decision's is in its review, too
    "extension_request": Own(
        inside=_IN_PLAN,
        parts={"answered_by_id": ("plan_id", "granted_until", "answer", "answered_at")},
        emptied=("reason", "answer"),
    ),
    "milestone": Own(
        inside=_IN_PLAN,
        parts={"reported_by_id": ("plan_id", "activity", "state", "report", "evidence_url", "reported_at")},
        named=("verified_by_id",),
        quoted=("report", "evidence_url"),  # the successor's where the plan was handed over
    ),
    "milestone_event": Own("actor_id", ("milestone_id",), read=ALWAYS),
    "indicator": Own(inside=_IN_PLAN),
    "indicator_value": Own(
        "reported_by_id",
        ("indicator_id",),
        read=ALWAYS,
        parts={"decided_by_id": ("indicator_id", "state", "return_reason", "decided_at")},
    ),
    "review": Own("reviewer_id", _IN_PLAN, read="decided_at"),
    "section_mark": Own(inside=("review_id",), read=ALWAYS),
    "comment": Own(
        "author_id", _IN_PLAN, read="sent_at", named=("settled_by_id",), quoted=("quote", "prefix", "suffix")
    ),
    "answer": Own("author_id", ("comment_id",), read="sent_at"),
    "endorsement": Own("coach_id", ("version_id",), read=ALWAYS),
    "consultation_entry": Own(
        "writer_id",
        ("membership_id",),
        read=ALWAYS,
        named=("acknowledged_by_id",),
        emptied=("topic", "direction", "follow_up"),
    ),
    "replication": Own(
        "owner_id", _IN_COHORT, named=("facilitator_id",), emptied=("host_contact", "facilitator")
    ),
    "replication_event": Own(
        "actor_id", ("replication_id",), read=ALWAYS, named=("facilitator_id",), emptied=("changes",)
    ),
    "post_evaluation": Own(
        "person_id",
        _IN_PLAN,
        why="what the mentor answers about a plan is for the organizer, and the other way round",
        hidden=("token_hash",),
    ),
    "file": Own(
        "owner_id",
        ("note_id", "plan_id", "milestone_id", "indicator_id", "practice_id", "replication_id"),
        read=ALWAYS,
        hidden=("key",),
    ),
    "package": Own("requested_by_id", _IN_COHORT, hidden=("key",)),
    "paper_template": Own("owner_id", _IN_COHORT, hidden=("key",)),
    "practice": Own(why="the catalogue of a host: who wrote it is not kept, but whom to ask there is a name"),
    "kept_text": Own(
        "writer_id",
        ("section_id", "note_id", "comment_id", "review_id", "entry_id"),
        why="both texts of a conflict are for the eyes of who typed them",
        goes=True,
    ),
    "snippet": Own("user_id", goes=True),
    "saved_view": Own("user_id", goes=True),
    "presence": Own("user_id", hidden=("window",), goes=True),
    "calendar_feed": Own("user_id", hidden=("token_hash",), goes=True),
    "outbox_email": Own("to", read=ALWAYS, hidden=("message_id", "last_error"), goes=True),
    "digest_item": Own("user_id", read=ALWAYS, goes=True),
    "reminder": Own("user_id", read=ALWAYS, goes=True),
}

#: Letters that name somebody else are deleted once they were delivered; one that still waits goes on without the name.
LETTERS = ("outbox_email", "digest_item")

#: Tables that hold nothing of a person, and why.
NOBODYS: dict[str, str] = {
    "app_user": "the account itself: exported as the profile, emptied row by row",
    "agency": "offices",
    "program": "the name of a programme",
    "cohort": "how a course is set up",
    "study_visit": "where a cohort goes, and when",
    "package_piece": "file names made of numbers, swept with their package after seven days",
    "search_text": "words of the catalogue, written anew whenever a practice is",
    "attempt": "who tried to sign in is a hash, for an hour",
}
