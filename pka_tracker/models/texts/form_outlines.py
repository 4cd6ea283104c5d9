"""What is written in one form and is no section of a plan: a comment, an answer, an assessment, an entry of a log.

The keys are the columns in which it is kept; two windows that wrote one of them meet as sections do.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

from pka_tracker.models.reviews.consultation import ConsultationStage, Medium
from pka_tracker.models.reviews.review import ChecklistItem, CommentKind, Support, Verdict
from pka_tracker.models.texts.outline import N_, Contents, Field, Kind, Section

COMMENT = Section(
    "comment",
    N_("Comment"),
    (
        Field("kind", N_("Kind"), Kind.CHOICE, choices=CommentKind),
        Field("body", N_("Comment")),
    ),
)
ANSWER = Section("answer", N_("Your answer"), (Field("body", N_("Your answer")),))
ASSESSMENT = Section(
    "assessment",
    N_("Assessment"),
    (
        Field("checklist", N_("Checklist"), Kind.CHOICE, choices=ChecklistItem),
        Field("verdict", N_("Verdict"), Kind.CHOICE, choices=Verdict),
        Field("verdict_reason", N_("Reason for the verdict")),
        Field("support", N_("Support given"), Kind.CHOICE, choices=Support),
        Field("support_note", N_("Note on the support")),
    ),
)
ENTRY = Section(
    "entry",
    N_("Consultation log"),
    (
        Field("held_on", N_("Date"), Kind.DATE),
        Field("medium", N_("Medium"), Kind.CHOICE, choices=Medium),
        Field("stage", N_("Stage"), Kind.CHOICE, choices=ConsultationStage),
        Field("topic", N_("Topic"), Kind.TEXT),
        Field("direction", N_("Direction given")),
        Field("follow_up", N_("Follow-up")),
        Field("due_on", N_("Due date"), Kind.DATE),
    ),
)


def contents_of(outline: Section, row: Any) -> Contents:
    """What a row says, as its form would; empty where there is no row yet."""
    return {outline.key: {f.key: _plain(getattr(row, f.key)) for f in outline.fields} if row else {}}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, enum.StrEnum) else value
