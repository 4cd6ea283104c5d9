"""The tone in which a member is shown; what is not here is neutral."""

from __future__ import annotations

import enum

from pka_tracker.models import (
    AccountState,
    CommentKind,
    EvaluationState,
    Judgement,
    Mark,
    MilestoneState,
    NoteState,
    PlanState,
    ReplicationStage,
    ValueState,
)
from pka_tracker.models.plans.derived import RiskLevel

#: Tone of the coloured dot beside a state's word; the word carries the meaning.
TONES: dict[tuple[type[enum.StrEnum], str], str] = {
    (AccountState, AccountState.ACTIVE): "good",
    (AccountState, AccountState.INVITED): "wait",
    (AccountState, AccountState.NOT_INVITED): "warn",
    (AccountState, AccountState.DISABLED): "bad",
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
