"""The tables. Import models from here: ``from pka_tracker.models import ActionPlan``."""

from pka_tracker.models.accounts.attempt import Attempt
from pka_tracker.models.accounts.user import User
from pka_tracker.models.cohorts.agency import Agency
from pka_tracker.models.cohorts.cohort import (
    Cohort,
    CohortRole,
    Membership,
    Program,
    StudyVisit,
    UsgMethod,
    VisitMode,
)
from pka_tracker.models.cohorts.package import Package, Piece, PieceKind
from pka_tracker.models.cohorts.paper_template import PaperKind, PaperTemplate
from pka_tracker.models.file import HOLDERS, MOST_FILES, File, holder_column
from pka_tracker.models.letters.letter import OFFERED, DigestItem, Frequency, LetterKind, Reminder
from pka_tracker.models.letters.outbox import OutboxEmail
from pka_tracker.models.notes.note import NOTE_TRANSITIONS, AtmNote, NoteAction, NoteEvent, NoteState
from pka_tracker.models.plans.milestone import (
    MILESTONE_TRANSITIONS,
    Horizon,
    Milestone,
    MilestoneAction,
    MilestoneState,
)
from pka_tracker.models.plans.plan import (
    TRANSITIONS,
    WITH_MENTOR,
    WRITABLE,
    ActionPlan,
    PlanAction,
    PlanEvent,
    PlanNote,
    PlanSection,
    PlanState,
    PlanVersion,
)
from pka_tracker.models.practice import Judgement, Practice
from pka_tracker.models.reviews.consultation import ConsultationEntry, ConsultationStage, EntryAction, Medium
from pka_tracker.models.reviews.endorsement import Endorsement
from pka_tracker.models.reviews.review import (
    Answer,
    ChecklistItem,
    Comment,
    CommentKind,
    Decision,
    Mark,
    Review,
    SectionMark,
    Support,
    Verdict,
)
from pka_tracker.models.reviews.saved_view import SavedView
from pka_tracker.models.reviews.snippet import Snippet
from pka_tracker.models.texts.kept_text import KeptText
from pka_tracker.models.texts.presence import Presence
from pka_tracker.models.texts.search_text import SearchText

__all__ = [
    "HOLDERS",
    "MILESTONE_TRANSITIONS",
    "MOST_FILES",
    "NOTE_TRANSITIONS",
    "OFFERED",
    "TRANSITIONS",
    "WITH_MENTOR",
    "WRITABLE",
    "ActionPlan",
    "Agency",
    "Answer",
    "AtmNote",
    "Attempt",
    "ChecklistItem",
    "Cohort",
    "CohortRole",
    "Comment",
    "CommentKind",
    "ConsultationEntry",
    "ConsultationStage",
    "Decision",
    "DigestItem",
    "Endorsement",
    "EntryAction",
    "File",
    "Frequency",
    "Horizon",
    "Judgement",
    "KeptText",
    "LetterKind",
    "Mark",
    "Medium",
    "Membership",
    "Milestone",
    "MilestoneAction",
    "MilestoneState",
    "NoteAction",
    "NoteEvent",
    "NoteState",
    "OutboxEmail",
    "Package",
    "PaperKind",
    "PaperTemplate",
    "Piece",
    "PieceKind",
    "PlanAction",
    "PlanEvent",
    "PlanNote",
    "PlanSection",
    "PlanState",
    "PlanVersion",
    "Practice",
    "Presence",
    "Program",
    "Reminder",
    "Review",
    "SavedView",
    "SearchText",
    "SectionMark",
    "Snippet",
    "StudyVisit",
    "Support",
    "User",
    "UsgMethod",
    "Verdict",
    "VisitMode",
    "holder_column",
]
