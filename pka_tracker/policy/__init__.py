"""Who may do what. Pure questions about objects already in hand: no queries, no request."""

from collections.abc import Callable

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import (
    MILESTONE_TRANSITIONS,
    NOTE_TRANSITIONS,
    TRANSITIONS,
    VALUE_TRANSITIONS,
    ActionPlan,
    AtmNote,
    CohortRole,
    ConsultationEntry,
    EntryAction,
    Indicator,
    IndicatorValue,
    Membership,
    Milestone,
    MilestoneAction,
    NoteAction,
    PlanAction,
    PlanState,
    Practice,
    Replication,
    ReplicationAction,
    User,
    ValueAction,
)
from pka_tracker.policy.cohorts import (
    creates_cohorts,
    edits_agency,
    edits_profile,
    ensure_creates_cohorts,
    ensure_edits_agency,
    ensure_edits_profile,
    ensure_keeps_agencies,
    ensure_keeps_catalogue,
    ensure_organizes,
    ensure_sets_up,
    ensure_starts,
    keeps_agencies,
    sets_up,
)
from pka_tracker.policy.replications import ensure_drives
from pka_tracker.policy.reviewing import (
    advises,
    endorses,
    ensure_answers,
    ensure_endorses,
    ensure_reviews,
    ensure_settles,
    reads_for_review,
    reviews,
    settles,
)
from pka_tracker.policy.roles import (
    carries_out,
    coaches,
    consults,
    guides,
    is_consulted,
    mentors,
    organizes,
    owns,
    owns_or_organizes,
    wrote,
)

__all__ = [
    "ENTRY_RULES",
    "MILESTONE_RULES",
    "NOTE_RULES",
    "PLAN_RULES",
    "Holder",
    "advises",
    "attaches",
    "carries_out",
    "coaches",
    "consults",
    "creates_cohorts",
    "edits_agency",
    "edits_profile",
    "endorses",
    "ensure",
    "ensure_answers",
    "ensure_attaches",
    "ensure_consults",
    "ensure_creates_cohorts",
    "ensure_drives",
    "ensure_edits_agency",
    "ensure_edits_profile",
    "ensure_endorses",
    "ensure_entry",
    "ensure_hands_over",
    "ensure_keeps_agencies",
    "ensure_keeps_catalogue",
    "ensure_measures",
    "ensure_milestone",
    "ensure_note",
    "ensure_organizes",
    "ensure_reviews",
    "ensure_sets_up",
    "ensure_settles",
    "ensure_starts",
    "ensure_value",
    "ensure_writes",
    "entry_actions",
    "guides",
    "hands_over",
    "is_consulted",
    "keeps_agencies",
    "measures",
    "mentors",
    "milestone_actions",
    "note_actions",
    "organizes",
    "owns",
    "owns_or_organizes",
    "plan_actions",
    "reads_for_review",
    "reviews",
    "sets_up",
    "settles",
    "value_actions",
    "wrote",
]

#: What files belong to.
Holder = ActionPlan | AtmNote | Indicator | Milestone | Practice | Replication


PLAN_RULES: dict[PlanAction, Callable[[User, ActionPlan], bool]] = {
    PlanAction.SUBMIT: owns,
    PlanAction.WITHDRAW: owns,
    PlanAction.START_REVIEW: mentors,
    PlanAction.REQUEST_REVISION: mentors,
    PlanAction.APPROVE: mentors,
    PlanAction.RESUBMIT: owns,
    PlanAction.REOPEN: owns_or_organizes,
    PlanAction.START_IMPLEMENTATION: owns,
    PlanAction.TAKE_BACK: mentors,
    PlanAction.CLOSE: mentors,
}

NOTE_RULES: dict[NoteAction, Callable[[User, AtmNote], bool]] = {
    NoteAction.SUBMIT: owns,
    NoteAction.RETURN: guides,
    NoteAction.ACCEPT: guides,
}


MILESTONE_RULES: dict[MilestoneAction, Callable[[User, ActionPlan], bool]] = {
    MilestoneAction.REPORT: carries_out,
    MilestoneAction.VERIFY: mentors,
    MilestoneAction.RETURN: mentors,
}

ENTRY_RULES: dict[EntryAction, Callable[[User, ConsultationEntry], bool]] = {
    EntryAction.EDIT: wrote,
    EntryAction.ACKNOWLEDGE: is_consulted,
}


def plan_actions(user: User, plan: ActionPlan) -> list[PlanAction]:
    """What this user can do with this plan now, in the order of the table: the buttons of its page."""
    return [action for state, action in TRANSITIONS if state is plan.state and PLAN_RULES[action](user, plan)]


def note_actions(user: User, note: AtmNote) -> list[NoteAction]:
    """What this user can do with this note now: the buttons of its page."""
    return [
        action for state, action in NOTE_TRANSITIONS if state is note.state and NOTE_RULES[action](user, note)
    ]


def milestone_actions(user: User, milestone: Milestone) -> list[MilestoneAction]:
    """What this user can do with this milestone now. The milestone comes with its plan."""
    if milestone.plan.state is not PlanState.IN_IMPLEMENTATION:
        return []
    return [
        action
        for state, action in MILESTONE_TRANSITIONS
        if state is milestone.state and MILESTONE_RULES[action](user, milestone.plan)
    ]


def value_actions(user: User, value: IndicatorValue, plan: ActionPlan) -> list[ValueAction]:
    """What this user can do with a reported value of this plan now: the mentor decides on it."""
    if plan.state is not PlanState.IN_IMPLEMENTATION or not mentors(user, plan):
        return []
    return [action for state, action in VALUE_TRANSITIONS if state is value.state]


def entry_actions(user: User, entry: ConsultationEntry) -> list[EntryAction]:
    """What this user can do with this entry now: nothing any more once it is acknowledged."""
    if entry.acknowledged_at is not None:
        return []
    return [action for action, rule in ENTRY_RULES.items() if rule(user, entry)]


def ensure(user: User, action: PlanAction, plan: ActionPlan) -> None:
    """Refuse the wrong person (403) before the wrong moment (409)."""
    if not PLAN_RULES[action](user, plan):
        raise NotPermitted(action)
    if (plan.state, action) not in TRANSITIONS:
        raise NotPossibleNow(action)


def ensure_note(user: User, action: NoteAction, note: AtmNote) -> None:
    """Refuse the wrong person (403) before the wrong moment (409)."""
    if not NOTE_RULES[action](user, note):
        raise NotPermitted(action)
    if (note.state, action) not in NOTE_TRANSITIONS:
        raise NotPossibleNow(action)


def ensure_milestone(user: User, action: MilestoneAction, milestone: Milestone) -> None:
    """Refuse the wrong person (403) before the wrong moment (409): only while the plan is carried out."""
    if not MILESTONE_RULES[action](user, milestone.plan):
        raise NotPermitted(action)
    if action not in milestone_actions(user, milestone):
        raise NotPossibleNow(action)


def measures(user: User, plan: ActionPlan) -> bool:
    """Whether this user can report values of the plan's indicators now."""
    return carries_out(user, plan) and plan.state is PlanState.IN_IMPLEMENTATION


def ensure_measures(user: User, indicator: Indicator) -> None:
    """Refuse the wrong person (403) before the wrong moment (409). The indicator comes with its plan."""
    if not carries_out(user, indicator.plan):
        raise NotPermitted("measure")
    if not measures(user, indicator.plan):
        raise NotPossibleNow("measure")


def ensure_value(user: User, action: ValueAction, value: IndicatorValue) -> None:
    """Refuse the wrong person (403) before the wrong moment (409). The value comes with indicator and plan."""
    plan = value.indicator.plan
    if not mentors(user, plan):
        raise NotPermitted(action)
    if action not in value_actions(user, value, plan):
        raise NotPossibleNow(action)


def ensure_entry(user: User, action: EntryAction, entry: ConsultationEntry) -> None:
    """Refuse the wrong person (403) before the wrong moment (409): an acknowledged entry is fixed."""
    if not ENTRY_RULES[action](user, entry):
        raise NotPermitted(action)
    if entry.acknowledged_at is not None:
        raise NotPossibleNow(action)


def ensure_consults(user: User, membership: Membership) -> None:
    """Writing in a consultation log: the participant's mentor or coach."""
    if not consults(user, membership):
        raise NotPermitted("consult")


def ensure_writes(user: User, thing: ActionPlan | AtmNote) -> None:
    """Only the owner writes, and only while the thing is not with somebody else."""
    if not owns(user, thing):
        raise NotPermitted("write")
    if not thing.writable:
        raise NotPossibleNow("write")


def ensure_attaches(user: User, thing: Holder) -> None:
    """Attaching and removing files: as writing the note or plan, reporting the milestone or the indicator, driving
    the replication; documents of a practice by an organizer, who was found to see it."""
    if isinstance(thing, Milestone):
        ensure_milestone(user, MilestoneAction.REPORT, thing)
    elif isinstance(thing, Replication):
        ensure_drives(user, ReplicationAction.UPDATE, thing)
    elif isinstance(thing, Indicator):
        ensure_measures(user, thing)
    elif isinstance(thing, Practice):
        if not user.holds(CohortRole.ORGANIZER):
            raise NotPermitted("attach")
    else:
        ensure_writes(user, thing)


def attaches(user: User, thing: Holder) -> bool:
    """Whether this user can attach and remove files here now."""
    try:
        ensure_attaches(user, thing)
    except (NotPermitted, NotPossibleNow):
        return False
    return True


def hands_over(user: User, plan: ActionPlan) -> bool:
    """Whether this user can name a successor now: who wrote or carries out the plan, or an organizer."""
    return _may_hand_over(user, plan) and plan.state is PlanState.IN_IMPLEMENTATION


def _may_hand_over(user: User, plan: ActionPlan) -> bool:
    return carries_out(user, plan) or owns_or_organizes(user, plan)


def ensure_hands_over(user: User, plan: ActionPlan) -> None:
    """Refuse the wrong person (403) before the wrong moment (409): only while the plan is carried out."""
    if not _may_hand_over(user, plan):
        raise NotPermitted("hand over")
    if not hands_over(user, plan):
        raise NotPossibleNow("hand over")
