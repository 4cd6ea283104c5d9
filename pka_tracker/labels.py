"""The words for every enum member, and the tone a state is shown in. Page, file and mail agree by it."""

from __future__ import annotations

import enum
from datetime import date

from flask_babel import format_date

from pka_tracker.models import (
    ChecklistItem,
    CohortRole,
    CommentKind,
    ConsultationStage,
    Decision,
    EntryAction,
    EvaluationState,
    Frequency,
    Horizon,
    Judgement,
    LetterKind,
    Mark,
    Medium,
    MemberAction,
    MilestoneAction,
    MilestoneState,
    NoteAction,
    NoteState,
    Outcome,
    PaperKind,
    Party,
    PlanAction,
    PlanState,
    ReplicationAction,
    ReplicationStage,
    StopReason,
    Support,
    UsgMethod,
    ValueAction,
    ValueState,
    Verdict,
    VisitMode,
)
from pka_tracker.models.notes.note_outline import PlanUse
from pka_tracker.models.plans.derived import Quadrant, RiskLevel
from pka_tracker.models.plans.plan_outline import Attitude, CauseMethod, LegalForm, Side
from pka_tracker.models.texts.outline import Requirement
from pka_tracker.words import gettext
from pka_tracker.words import lazy_gettext as _l

#: Keyed by class and member: members of two enums with the same value are equal.
WORDS: dict[tuple[type[enum.StrEnum], str], str] = {
    (PlanState, PlanState.DRAFT): _l("Draft"),
    (PlanState, PlanState.SUBMITTED): _l("Submitted"),
    (PlanState, PlanState.IN_REVIEW): _l("In review"),
    (PlanState, PlanState.REVISION_REQUESTED): _l("Revision requested"),
    (PlanState, PlanState.APPROVED): _l("Approved"),
    (PlanState, PlanState.IN_IMPLEMENTATION): _l("In implementation"),
    (PlanState, PlanState.COMPLETED): _l("Completed"),
    (PlanAction, PlanAction.SUBMIT): _l("Submit the plan"),
    (PlanAction, PlanAction.WITHDRAW): _l("Withdraw the plan"),
    (PlanAction, PlanAction.START_REVIEW): _l("Start the review"),
    (PlanAction, PlanAction.REQUEST_REVISION): _l("Request a revision"),
    (PlanAction, PlanAction.APPROVE): _l("Approve the plan"),
    (PlanAction, PlanAction.RESUBMIT): _l("Resubmit the plan"),
    (PlanAction, PlanAction.REOPEN): _l("Reopen the plan"),
    (PlanAction, PlanAction.START_IMPLEMENTATION): _l("Start the implementation"),
    (PlanAction, PlanAction.TAKE_BACK): _l("Take the decision back"),
    (PlanAction, PlanAction.CLOSE): _l("Close the plan"),
    (Judgement, Judgement.NEW): _l("New"),
    (Judgement, Judgement.SAME): _l("Unchanged"),
    (Judgement, Judgement.CHANGES): _l("Changes"),
    (Judgement, Judgement.REFUSED): _l("Refused"),
    (NoteState, NoteState.DRAFT): _l("Draft"),
    (NoteState, NoteState.SUBMITTED): _l("Submitted"),
    (NoteState, NoteState.RETURNED): _l("Returned"),
    (NoteState, NoteState.ACCEPTED): _l("Accepted"),
    (NoteAction, NoteAction.SUBMIT): _l("Submit the note"),
    (NoteAction, NoteAction.RETURN): _l("Return the note"),
    (NoteAction, NoteAction.ACCEPT): _l("Accept the note"),
    (MilestoneState, MilestoneState.PLANNED): _l("Planned"),
    (MilestoneState, MilestoneState.REPORTED): _l("Reported"),
    (MilestoneState, MilestoneState.RETURNED): _l("Returned"),
    (MilestoneState, MilestoneState.VERIFIED): _l("Verified"),
    (MilestoneAction, MilestoneAction.REPORT): _l("Report the milestone"),
    (MilestoneAction, MilestoneAction.VERIFY): _l("Verify the milestone"),
    (MilestoneAction, MilestoneAction.RETURN): _l("Return the report"),
    (ValueState, ValueState.REPORTED): _l("Reported"),
    (ValueState, ValueState.RETURNED): _l("Returned"),
    (ValueState, ValueState.VERIFIED): _l("Verified"),
    (ValueAction, ValueAction.VERIFY): _l("Verify the value"),
    (ValueAction, ValueAction.RETURN): _l("Return the value"),
    (Outcome, Outcome.CONTINUED): _l("It goes on as planned"),
    (Outcome, Outcome.CHANGED): _l("It goes on, but changed"),
    (Outcome, Outcome.STOPPED): _l("It was stopped"),
    (StopReason, StopReason.TRANSFER): _l("Transfer or retirement"),
    (StopReason, StopReason.BUDGET): _l("Budget"),
    (StopReason, StopReason.STAFF): _l("Staff"),
    (StopReason, StopReason.SUPPORT): _l("No support"),
    (StopReason, StopReason.REGULATION): _l("Regulation"),
    (EvaluationState, EvaluationState.ASKED): _l("Asked"),
    (EvaluationState, EvaluationState.BEGUN): _l("Begun"),
    (EvaluationState, EvaluationState.ENDED): _l("Not answered in time"),
    (EvaluationState, EvaluationState.ANSWERED): _l("Answered"),
    (Horizon, Horizon.SHORT): _l("Short term"),
    (Horizon, Horizon.MEDIUM): _l("Medium term"),
    (Horizon, Horizon.LONG): _l("Long term"),
    (CohortRole, CohortRole.PARTICIPANT): _l("Participant"),
    (CohortRole, CohortRole.MENTOR): _l("Mentor"),
    (CohortRole, CohortRole.COACH): _l("Coach"),
    (CohortRole, CohortRole.EXAMINER): _l("Examiner"),
    (CohortRole, CohortRole.ORGANIZER): _l("Organizer"),
    (MemberAction, MemberAction.ADD): _l("Added"),
    (MemberAction, MemberAction.REMOVE): _l("Removed"),
    (MemberAction, MemberAction.ASSIGN_MENTOR): _l("Mentor changed"),
    (MemberAction, MemberAction.ASSIGN_COACH): _l("Coach changed"),
    (UsgMethod, UsgMethod.PRODUCT): _l("Product of the three scores"),
    (UsgMethod, UsgMethod.SUM): _l("Sum of the three scores"),
    (VisitMode, VisitMode.ON_SITE): _l("On site"),
    (VisitMode, VisitMode.VIRTUAL): _l("Virtual"),
    (Decision, Decision.REQUEST_REVISION): _l("Revision requested"),
    (Decision, Decision.APPROVE): _l("Approved and fit for the seminar"),
    (Decision, Decision.ADVISE): _l("Notes sent"),
    (Verdict, Verdict.VERY_CAPABLE): _l("Very capable"),
    (Verdict, Verdict.CAPABLE): _l("Capable"),
    (Verdict, Verdict.LESS_CAPABLE): _l("Less capable"),
    (Verdict, Verdict.NOT_CAPABLE): _l("Not capable"),
    (ChecklistItem, ChecklistItem.DIAGNOSIS): _l("The diagnosis rests on data"),
    (ChecklistItem, ChecklistItem.INNOVATION): _l("The innovation answers the problem"),
    (ChecklistItem, ChecklistItem.MILESTONES_RISK): _l("Milestones and risks are realistic"),
    (ChecklistItem, ChecklistItem.STAKEHOLDERS_RESOURCES): _l("Stakeholders and resources are secured"),
    (Support, Support.MANDATE): _l("Mandate"),
    (Support, Support.TEAM): _l("Team"),
    (Support, Support.BUDGET): _l("Budget"),
    (Support, Support.CONTINUITY): _l("Continuity after a transfer"),
    (Mark, Mark.OK): _l("In order"),
    (Mark, Mark.NEEDS_WORK): _l("Needs work"),
    (CommentKind, CommentKind.REQUIRED): _l("Required"),
    (CommentKind, CommentKind.SUGGESTION): _l("Suggestion"),
    (LetterKind, LetterKind.REVIEW_SENT): _l("Your plan was reviewed"),
    (LetterKind, LetterKind.PLAN_SUBMITTED): _l("A plan was submitted to you"),
    (LetterKind, LetterKind.NOTE_REVIEWED): _l("Your note was returned or accepted"),
    (LetterKind, LetterKind.MENTOR_CHANGED): _l("A mentor or coach was changed"),
    (LetterKind, LetterKind.REPLICATION): _l("A replication went on"),
    (LetterKind, LetterKind.REMINDER): _l("Reminders of a deadline"),
    (ReplicationStage, ReplicationStage.INTEREST): _l("Expression of interest"),
    (ReplicationStage, ReplicationStage.REQUEST_LETTER): _l("Letter of request"),
    (ReplicationStage, ReplicationStage.MOU): _l("MoU"),
    (ReplicationStage, ReplicationStage.COOPERATION_AGREEMENT): _l("Cooperation agreement"),
    (ReplicationStage, ReplicationStage.TRAINING): _l("Transfer and training"),
    (ReplicationStage, ReplicationStage.ADAPTATION): _l("Adaptation"),
    (ReplicationStage, ReplicationStage.TRIAL): _l("Trial"),
    (ReplicationStage, ReplicationStage.LIVE): _l("Live"),
    (ReplicationStage, ReplicationStage.MONITORED): _l("Monitored"),
    (ReplicationAction, ReplicationAction.ADVANCE): _l("Record the next stage"),
    (ReplicationAction, ReplicationAction.SKIP): _l("Pass the next stage over"),
    (ReplicationAction, ReplicationAction.UPDATE): _l("Update the next step"),
    (ReplicationAction, ReplicationAction.TAKE_BACK): _l("Take the last stage back"),
    (ReplicationAction, ReplicationAction.STOP): _l("Stop the replication"),
    (ReplicationAction, ReplicationAction.RESUME): _l("Resume the replication"),
    (Party, Party.HOST): _l("Agency of origin"),
    (Party, Party.RECEIVER): _l("Receiving agency"),
    (Party, Party.FACILITATOR): _l("Facilitator"),
    (Frequency, Frequency.AT_ONCE): _l("At once"),
    (Frequency, Frequency.DAILY): _l("At most once a day"),
    (Frequency, Frequency.NEVER): _l("Never"),
    (Medium, Medium.FACE_TO_FACE): _l("Face to face"),
    (Medium, Medium.ZOOM): _l("Zoom"),
    (Medium, Medium.WHATSAPP): _l("WhatsApp"),
    (Medium, Medium.TELEPHONE): _l("Telephone"),
    (ConsultationStage, ConsultationStage.NOTES): _l("ATM notes"),
    (ConsultationStage, ConsultationStage.PLAN): _l("Writing the plan"),
    (ConsultationStage, ConsultationStage.REVIEW): _l("Review of the plan"),
    (ConsultationStage, ConsultationStage.IMPLEMENTATION): _l("Implementation"),
    (ConsultationStage, ConsultationStage.REPORT): _l("Report"),
    (EntryAction, EntryAction.EDIT): _l("Edit"),
    (EntryAction, EntryAction.ACKNOWLEDGE): _l("Acknowledge"),
    (PlanUse, PlanUse.YES): _l("Yes"),
    (PlanUse, PlanUse.MAYBE): _l("Perhaps"),
    (PlanUse, PlanUse.NO): _l("No"),
    (CauseMethod, CauseMethod.FISHBONE): _l("Fishbone"),
    (CauseMethod, CauseMethod.FIVE_WHYS): _l("Five whys"),
    (Side, Side.INTERNAL): _l("Internal"),
    (Side, Side.EXTERNAL): _l("External"),
    (Attitude, Attitude.SUPPORTIVE): _l("Supportive"),
    (Attitude, Attitude.NEUTRAL): _l("Neutral"),
    (Attitude, Attitude.OPPOSED): _l("Opposed"),
    (LegalForm, LegalForm.DECREE): _l("Decree (SK)"),
    (LegalForm, LegalForm.PROCEDURE): _l("Standard procedure (SOP)"),
    (LegalForm, LegalForm.REGULATION): _l("Regulation of the regional head (Perkada)"),
    (LegalForm, LegalForm.CIRCULAR): _l("Circular (surat edaran)"),
    (Quadrant, Quadrant.PROMOTERS): _l("Promoters"),
    (Quadrant, Quadrant.DEFENDERS): _l("Defenders"),
    (Quadrant, Quadrant.LATENTS): _l("Latents"),
    (Quadrant, Quadrant.APATHETICS): _l("Apathetics"),
    (RiskLevel, RiskLevel.LOW): _l("Low"),
    (RiskLevel, RiskLevel.MODERATE): _l("Moderate"),
    (RiskLevel, RiskLevel.HIGH): _l("High"),
    (RiskLevel, RiskLevel.EXTREME): _l("Extreme"),
}

WORDS |= {
    (PaperKind, PaperKind.PLAN): _l("Action plan"),
    (PaperKind, PaperKind.NOTE): _l("ATM note"),
    (PaperKind, PaperKind.APPROVAL): _l("Approval sheet"),
    (PaperKind, PaperKind.ASSESSMENT): _l("Mentor's explanation"),
    (PaperKind, PaperKind.LOG): _l("Control card"),
    (PaperKind, PaperKind.MILESTONES): _l("Milestone report"),
}

#: Tone of the coloured dot beside a state's word; the word carries the meaning.
TONES: dict[tuple[type[enum.StrEnum], str], str] = {
    (PlanState, PlanState.DRAFT): "neutral",
    (PlanState, PlanState.SUBMITTED): "wait",
    (PlanState, PlanState.IN_REVIEW): "info",
    (PlanState, PlanState.REVISION_REQUESTED): "warn",
    (PlanState, PlanState.APPROVED): "good",
    (PlanState, PlanState.IN_IMPLEMENTATION): "info",
    (PlanState, PlanState.COMPLETED): "good",
    (Judgement, Judgement.NEW): "good",
    (Judgement, Judgement.CHANGES): "info",
    (Judgement, Judgement.REFUSED): "bad",
    (NoteState, NoteState.DRAFT): "neutral",
    (NoteState, NoteState.SUBMITTED): "wait",
    (NoteState, NoteState.RETURNED): "warn",
    (NoteState, NoteState.ACCEPTED): "good",
    (MilestoneState, MilestoneState.PLANNED): "neutral",
    (MilestoneState, MilestoneState.REPORTED): "wait",
    (MilestoneState, MilestoneState.RETURNED): "warn",
    (MilestoneState, MilestoneState.VERIFIED): "good",
    (ReplicationStage, ReplicationStage.INTEREST): "neutral",
    (ReplicationStage, ReplicationStage.REQUEST_LETTER): "wait",
    (ReplicationStage, ReplicationStage.MOU): "info",
    (ReplicationStage, ReplicationStage.COOPERATION_AGREEMENT): "info",
    (ReplicationStage, ReplicationStage.TRAINING): "info",
    (ReplicationStage, ReplicationStage.ADAPTATION): "info",
    (ReplicationStage, ReplicationStage.TRIAL): "info",
    (ReplicationStage, ReplicationStage.LIVE): "good",
    (ReplicationStage, ReplicationStage.MONITORED): "good",
    (ValueState, ValueState.REPORTED): "wait",
    (ValueState, ValueState.RETURNED): "warn",
    (ValueState, ValueState.VERIFIED): "good",
    (EvaluationState, EvaluationState.ASKED): "wait",
    (EvaluationState, EvaluationState.BEGUN): "info",
    (EvaluationState, EvaluationState.ENDED): "warn",
    (EvaluationState, EvaluationState.ANSWERED): "good",
    (Mark, Mark.OK): "good",
    (Mark, Mark.NEEDS_WORK): "warn",
    (CommentKind, CommentKind.REQUIRED): "warn",
    (CommentKind, CommentKind.SUGGESTION): "info",
    (RiskLevel, RiskLevel.LOW): "good",
    (RiskLevel, RiskLevel.MODERATE): "info",
    (RiskLevel, RiskLevel.HIGH): "warn",
    (RiskLevel, RiskLevel.EXTREME): "bad",
}

#: Zones as Indonesians write them; Babel knows no short names for them.
ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def word(member: enum.StrEnum | None) -> str:
    """The reader's word for an enum member; nothing for None."""
    return "" if member is None else str(WORDS[type(member), member])


def kept_word(members: type[enum.StrEnum], value: str | None) -> str:
    """The reader's word for a member that a document keeps as text; nothing for what is none."""
    return word(members(value)) if value in list(members) else ""


def tone(member: enum.StrEnum) -> str:
    """The tone a member is shown in."""
    return TONES.get((type(member), member), "neutral")


def replication_event(action: str, stage: ReplicationStage) -> str:
    """The words for one line of a replication's history: what was done, or the stage that was reached by it."""
    match action:
        case ReplicationAction.ADVANCE:
            return word(stage)
        case ReplicationAction.SKIP:
            return gettext("%(stage)s: passed over", stage=word(stage))
        case ReplicationAction.TAKE_BACK:
            return gettext("Taken back to: %(stage)s", stage=word(stage))
        case ReplicationAction.STOP:
            return gettext("Stopped")
        case ReplicationAction.RESUME:
            return gettext("Resumed")
        case ReplicationAction.UPDATE:
            return gettext("Next step updated")
    return gettext("Interest declared")


#: What happened, as a line of the history.
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
    "assign_mentor": _l("Mentor changed"),
    "assign_coach": _l("Coach changed"),
    "hand_over": _l("Handed over to a successor"),
    "return": _l("Returned"),
    "accept": _l("Accepted"),
}


def event_word(action: str) -> str:
    """The words for one line of a history."""
    return str(EVENTS[action])


def refusal(item: Requirement | str) -> str:
    """One thing for which an operation refused, as a sentence in the reader's language."""
    return requirement(item) if isinstance(item, Requirement) else gettext(item)


def requirement(item: Requirement) -> str:
    """What a submission asks for, as a sentence in the reader's language."""
    places = {name: gettext(text) if text else "" for name, text in item.names}
    values = {name: format_date(v) if isinstance(v, date) else v for name, v in item.values}
    return gettext(item.message, **places, **values)
