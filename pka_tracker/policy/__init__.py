"""Who may do what. Pure questions about objects already in hand: no queries, no request."""

from collections.abc import Callable, Collection

from pka_tracker.errors import NotPermitted, NotPossibleNow
from pka_tracker.models import (
    MILESTONE_TRANSITIONS,
    NOTE_TRANSITIONS,
    TRANSITIONS,
    VALUE_TRANSITIONS,
    WITH_MENTOR,
    ActionPlan,
    AtmNote,
    CohortRole,
    Comment,
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
from pka_tracker.policy.replications import ensure_drives

#: What files belong to.
Holder = ActionPlan | AtmNote | Indicator | Milestone | Practice | Replication


def owns(user: User, thing: ActionPlan | AtmNote) -> bool:
    """The participant whose plan or note it is."""
    return thing.owner_id == user.id


def mentors(user: User, plan: ActionPlan) -> bool:
    """The mentor the plan is assigned to now."""
    return plan.mentor_id == user.id


def coaches(user: User, plan: ActionPlan) -> bool:
    """The coach the plan is assigned to now."""
    return plan.coach_id == user.id


def carries_out(user: User, plan: ActionPlan) -> bool:
    """Who reports what becomes of the plan: its successor where it was handed over, else its writer."""
    return plan.steward_id == user.id


def organizes(user: User, cohort_id: int) -> bool:
    """An organizer of the cohort."""
    return cohort_id in user.cohorts_as(CohortRole.ORGANIZER)


def sets_up(user: User, cohort_id: int) -> bool:
    """Who keeps a cohort's settings, people and visits: its organizers, and an administrator."""
    return user.is_admin or organizes(user, cohort_id)


def creates_cohorts(user: User) -> bool:
    """Who may begin another cohort: an administrator, and whoever organizes one already."""
    return user.is_admin or user.holds(CohortRole.ORGANIZER)


def edits_profile(user: User, person: User) -> bool:
    """Who corrects somebody's profile: an administrator, else an organizer of every cohort this person is in. The
    person comes with their memberships."""
    if user.is_admin:
        return True
    return not person.is_admin and all(organizes(user, m.cohort_id) for m in person.memberships)


def owns_or_organizes(user: User, plan: ActionPlan) -> bool:
    return owns(user, plan) or organizes(user, plan.cohort_id)


def guides(user: User, note: AtmNote) -> bool:
    """The mentor of the note's writer. The note comes with its writer's memberships."""
    return user.id in {m.mentor_id for m in note.owner.memberships if m.cohort_id == note.cohort_id}


def consults(user: User, membership: Membership) -> bool:
    """The mentor or the coach of a participant, as they are now."""
    return user.id in (membership.mentor_id, membership.coach_id)


def wrote(user: User, entry: ConsultationEntry) -> bool:
    """Who wrote an entry, as long as they guide the participant. The entry comes with its membership."""
    return entry.writer_id == user.id and consults(user, entry.membership)


def is_consulted(user: User, entry: ConsultationEntry) -> bool:
    """The participant whose log it is. The entry comes with its membership."""
    return entry.membership.user_id == user.id


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


def advises(user: User, plan: ActionPlan) -> bool:
    """The coach, who reviews beside the mentor. Whoever is both reviews as the mentor."""
    return coaches(user, plan) and not mentors(user, plan)


def reads_for_review(user: User, plan: ActionPlan) -> bool:
    """Who has the review desk of this plan: its mentor and its coach."""
    return mentors(user, plan) or coaches(user, plan)


def reviews(user: User, plan: ActionPlan) -> bool:
    """Who may write a review now: the mentor while it is open, the coach as long as the plan is with the mentor."""
    if mentors(user, plan):
        return plan.state is PlanState.IN_REVIEW
    return coaches(user, plan) and plan.state in WITH_MENTOR


def ensure_reviews(user: User, plan: ActionPlan) -> None:
    """Marks and comments. Refuses the wrong person (403) before the wrong moment (409)."""
    if not reads_for_review(user, plan):
        raise NotPermitted("review")
    if not reviews(user, plan):
        raise NotPossibleNow("review")


def settles(user: User, comment: Comment) -> bool:
    """Whose word it is that a comment is met: the coach's on their own, as long as they are the plan's coach and
    have an account; else the mentor's. The comment comes with its author, its review and the plan."""
    plan, author = comment.review.plan, comment.author
    if comment.review.as_coach and author.active and coaches(author, plan):
        return author.id == user.id
    return mentors(user, plan)


def ensure_settles(user: User, comment: Comment) -> None:
    """Settling a comment or opening it again. Refuses the wrong person (403) before the wrong moment (409)."""
    if not settles(user, comment):
        raise NotPermitted("settle")
    ensure_reviews(user, comment.review.plan)


def endorses(user: User, plan: ActionPlan) -> bool:
    """Whether this coach can approve the plan's latest version now: while the mentor has it."""
    return coaches(user, plan) and plan.state in WITH_MENTOR


def ensure_endorses(user: User, plan: ActionPlan) -> None:
    """Refuse the wrong person (403) before the wrong moment (409)."""
    if not coaches(user, plan):
        raise NotPermitted("endorse")
    if not endorses(user, plan):
        raise NotPossibleNow("endorse")


def ensure_answers(user: User, plan: ActionPlan) -> None:
    """Answering comments: the participant, while a revision is asked for."""
    if not owns(user, plan):
        raise NotPermitted("answer")
    if plan.state is not PlanState.REVISION_REQUESTED:
        raise NotPossibleNow("answer")


def ensure_organizes(user: User, cohort_id: int) -> None:
    """Assigning mentors, giving more time: an organizer of the cohort."""
    if not organizes(user, cohort_id):
        raise NotPermitted("organize")


def ensure_sets_up(user: User, cohort_id: int) -> None:
    """A cohort's settings, people and visits."""
    if not sets_up(user, cohort_id):
        raise NotPermitted("set up")


def ensure_edits_profile(user: User, person: User) -> None:
    """Correcting the profile of somebody else."""
    if not edits_profile(user, person):
        raise NotPermitted("edit the profile")


def ensure_creates_cohorts(user: User) -> None:
    """Beginning another cohort."""
    if not creates_cohorts(user):
        raise NotPermitted("create a cohort")


def ensure_keeps_catalogue(host: str, kept_hosts: Collection[str]) -> None:
    """Writing the catalogue of a host: an organizer of a cohort that visits it. ``kept_hosts`` are theirs."""
    if host not in kept_hosts:
        raise NotPermitted("catalogue")


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


def ensure_starts(user: User, cohort_id: int) -> None:
    """Starting a note or a plan: a participant of the cohort."""
    if cohort_id not in user.cohorts_as(CohortRole.PARTICIPANT):
        raise NotPermitted("start")
