"""The tables. Import models from here: ``from pka_tracker.models import ActionPlan``."""

from pka_tracker.models.accounts.account_event import AccountAction, AccountEvent
from pka_tracker.models.accounts.attempt import Attempt
from pka_tracker.models.accounts.calendar_feed import CalendarFeed
from pka_tracker.models.accounts.user import AccountState, User
from pka_tracker.models.cohorts.agency import Agency
from pka_tracker.models.cohorts.cohort import (
    Cohort,
    CohortRole,
    MemberAction,
    MemberEvent,
    Membership,
    Program,
    StudyVisit,
    UsgMethod,
    VisitMode,
)
from pka_tracker.models.cohorts.package import Package, Piece, PieceKind
from pka_tracker.models.cohorts.paper_template import PAPERS_OF_PLAN, PaperKind, PaperTemplate
from pka_tracker.models.cohorts.schedule import CohortStage
from pka_tracker.models.evaluation import EvaluationState, Outcome, PostEvaluation, StopReason
from pka_tracker.models.file import HOLDERS, MOST_FILES, File, holder_column
from pka_tracker.models.imports import ImportRow, Judgement, RowChange
from pka_tracker.models.letters.letter import OFFERED, DigestItem, Frequency, LetterKind, Reminder
from pka_tracker.models.letters.outbox import OutboxEmail
from pka_tracker.models.notes.note import NOTE_TRANSITIONS, AtmNote, NoteAction, NoteEvent, NoteState
from pka_tracker.models.plans.extension import ExtensionRequest
from pka_tracker.models.plans.indicator import (
    VALUE_TRANSITIONS,
    Indicator,
    IndicatorValue,
    ValueAction,
    ValueState,
)
from pka_tracker.models.plans.milestone import (
    FOLLOWED,
    MILESTONE_TRANSITIONS,
    TO_REPORT,
    Horizon,
    Milestone,
    MilestoneAction,
    MilestoneEvent,
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
from pka_tracker.models.practice import Practice
from pka_tracker.models.replication import (
    REPLICATION_TRANSITIONS,
    STALE_AFTER,
    Party,
    Replication,
    ReplicationAction,
    ReplicationEvent,
    ReplicationStage,
)
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
    "FOLLOWED",
    "HOLDERS",
    "MILESTONE_TRANSITIONS",
    "MOST_FILES",
    "NOTE_TRANSITIONS",
    "OFFERED",
    "PAPERS_OF_PLAN",
    "REPLICATION_TRANSITIONS",
    "STALE_AFTER",
    "TO_REPORT",
    "TRANSITIONS",
    "VALUE_TRANSITIONS",
    "WITH_MENTOR",
    "WRITABLE",
    "AccountAction",
    "AccountEvent",
    "AccountState",
    "ActionPlan",
    "Agency",
    "Answer",
    "AtmNote",
    "Attempt",
    "CalendarFeed",
    "ChecklistItem",
    "Cohort",
    "CohortRole",
    "CohortStage",
    "Comment",
    "CommentKind",
    "ConsultationEntry",
    "ConsultationStage",
    "Decision",
    "DigestItem",
    "Endorsement",
    "EntryAction",
    "EvaluationState",
    "ExtensionRequest",
    "File",
    "Frequency",
    "Horizon",
    "ImportRow",
    "Indicator",
    "IndicatorValue",
    "Judgement",
    "KeptText",
    "LetterKind",
    "Mark",
    "Medium",
    "MemberAction",
    "MemberEvent",
    "Membership",
    "Milestone",
    "MilestoneAction",
    "MilestoneEvent",
    "MilestoneState",
    "NoteAction",
    "NoteEvent",
    "NoteState",
    "OutboxEmail",
    "Outcome",
    "Package",
    "PaperKind",
    "PaperTemplate",
    "Party",
    "Piece",
    "PieceKind",
    "PlanAction",
    "PlanEvent",
    "PlanNote",
    "PlanSection",
    "PlanState",
    "PlanVersion",
    "PostEvaluation",
    "Practice",
    "Presence",
    "Program",
    "Reminder",
    "Replication",
    "ReplicationAction",
    "ReplicationEvent",
    "ReplicationStage",
    "Review",
    "RowChange",
    "SavedView",
    "SearchText",
    "SectionMark",
    "Snippet",
    "StopReason",
    "StudyVisit",
    "Support",
    "User",
    "UsgMethod",
    "ValueAction",
    "ValueState",
    "Verdict",
    "VisitMode",
    "holder_column",
]
