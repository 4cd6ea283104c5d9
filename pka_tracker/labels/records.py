"""What the rows of a table are called, where somebody is told how many of them are theirs."""

from __future__ import annotations

from pka_tracker.words import lazy_gettext as _l

#: Every table of ``models/personal.py``.
RECORDS: dict[str, str] = {
    "membership": _l("Places in cohorts"),
    "member_event": _l("Lines in the history of cohorts"),
    "account_event": _l("Lines in the history of the account"),
    "atm_note": _l("ATM notes"),
    "note_event": _l("Lines in the history of notes"),
    "action_plan": _l("Action plans"),
    "plan_section": _l("Sections of plans"),
    "plan_note": _l("Links from plans to notes"),
    "plan_version": _l("Versions of plans"),
    "plan_event": _l("Lines in the history of plans"),
    "extension_request": _l("Requests for more time"),
    "milestone": _l("Milestones"),
    "milestone_event": _l("Lines in the history of milestones"),
    "indicator": _l("Indicators"),
    "indicator_value": _l("Measured values"),
    "review": _l("Reviews"),
    "section_mark": _l("Marks on sections"),
    "comment": _l("Comments"),
    "answer": _l("Answers to comments"),
    "endorsement": _l("Approvals by the coach"),
    "consultation_entry": _l("Entries of control cards"),
    "replication": _l("Replications"),
    "replication_event": _l("Lines in the history of replications"),
    "post_evaluation": _l("Evaluations after the course"),
    "file": _l("Files"),
    "package": _l("Packages of papers"),
    "paper_template": _l("Layouts of papers"),
    "practice": _l("Practices of the catalogue"),
    "kept_text": _l("Texts kept after a conflict"),
    "snippet": _l("Snippets"),
    "saved_view": _l("Saved views"),
    "presence": _l("Open pages"),
    "calendar_feed": _l("Calendar addresses"),
    "outbox_email": _l("Letters"),
    "digest_item": _l("Lines of daily letters"),
    "reminder": _l("Reminders"),
}
