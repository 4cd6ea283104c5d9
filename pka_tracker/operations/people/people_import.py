"""The people of a cohort from a file: every row is judged first, and only what was judged is written."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from pka_tracker import emails, policy
from pka_tracker.errors import ChangedMeanwhile
from pka_tracker.extensions import db, now
from pka_tracker.models import (
    Cohort,
    CohortRole,
    ImportRow,
    MemberAction,
    MemberEvent,
    Membership,
    User,
    imports,
)
from pka_tracker.operations.accounts import accounts
from pka_tracker.operations.cohorts import members
from pka_tracker.operations.cohorts import people as cohort_people
from pka_tracker.operations.people.changes import PROFILE
from pka_tracker.operations.people.offices import keep_offices
from pka_tracker.operations.people.rows import Verdict
from pka_tracker.operations.people.verdicts import judge_rows
from pka_tracker.operations.plans.transitions import explained
from pka_tracker.queries.cohorts.people_import import Office, known_people

#: What an account says of a person.
COLUMNS = ("email", "agency", *PROFILE)
log = logging.getLogger(__name__)


def judge(cohort: Cohort, rows: Sequence[ImportRow], actor: User) -> list[Verdict]:
    """A verdict for each row, changing nothing. As many statements for one row as for thousands."""
    policy.ensure_organizes(actor, cohort.id)
    columns = ("email", "nip", "mentor", "coach")
    named = {row.texts.get(column, "") for row in rows for column in columns} - {""}
    emails_named = {text for text in named if "@" in text}
    own = actor.cohorts_as(CohortRole.ORGANIZER)
    return judge_rows(rows, known_people(cohort.id, own, emails_named, named - emails_named))


def fingerprint(verdicts: Sequence[Verdict]) -> str:
    """The same as long as the same would be done: what a confirmation agrees to."""
    told = [
        (
            *(v.row.number, v.judgement, v.reason, v.person, v.mentor, v.coach),
            *(v.changes, v.notes, v.office, v.letters),
            v.can_be_invited,
        )
        for v in verdicts
    ]
    return imports.fingerprint(told)


def carry_out(
    cohort: Cohort,
    rows: Sequence[ImportRow],
    actor: User,
    *,
    seen: str,
    reason: str = "",
    invite: Callable[[User], None] | None = None,
) -> list[Verdict]:
    """Write what is new and what changes; states and decisions are never touched.

    Refuses where this is no longer what was shown (``seen``), and changed mentors or coaches without a ``reason``.
    ``invite`` writes an invitation to whoever has no password yet; only the caller can sign its link.
    """
    policy.ensure_organizes(actor, cohort.id)
    db.session.execute(select(Cohort.id).where(Cohort.id == cohort.id).with_for_update())
    verdicts = judge(cohort, rows, actor)
    if fingerprint(verdicts) != seen:
        raise ChangedMeanwhile(verdicts)
    if any(v.needs_reason for v in verdicts):
        explained(reason)
    accepted = [v for v in verdicts if not v.reason]
    try:
        ids = _write(cohort, accepted, actor, reason.strip())
    except IntegrityError as error:  # somebody wrote the same person at the same instant
        raise ChangedMeanwhile(verdicts) from error
    if invite is not None:
        for user in _by_id(User, [ids[v.person] for v in accepted if v.can_be_invited]):
            user.invited_at = now()
            invite(user)
    db.session.flush()
    log.info("cohort %s: %s people imported by user %s", cohort.id, len(accepted), actor.id)
    return verdicts


def _write(cohort: Cohort, verdicts: Sequence[Verdict], actor: User, reason: str) -> dict[int, int]:
    """Everything but the invitations; what is returned are the ids of all people named, by ``person``."""
    offices = keep_offices(dict.fromkeys((v.office for v in verdicts if v.office), ""))
    ids = _open_accounts(verdicts, offices)
    _change_profiles([v for v in verdicts if _changes(v, *COLUMNS)], offices)
    joined = _keep_members(cohort, verdicts, ids, actor)
    for post in (members.MENTOR, members.COACH):
        _change_guides(post, verdicts, ids, actor, reason)
    for member in joined:
        emails.enrolled(member)
    return ids


def _open_accounts(verdicts: Sequence[Verdict], offices: Mapping[Office, int]) -> dict[int, int]:
    """The ids of everybody whom rows are about or name as a guide, by ``person``; who has no account gets one."""
    new = [v for v in verdicts if v.account is None]
    opened = accounts.open_many([_profile(v, offices, COLUMNS) for v in new])
    named = {person for v in verdicts for person in (v.person, v.mentor, v.coach) if person}
    return {person: person for person in named} | {v.person: i for v, i in zip(new, opened, strict=True)}


def _change_profiles(verdicts: Sequence[Verdict], offices: Mapping[Office, int]) -> None:
    users = {user.id: user for user in _by_id(User, [v.person for v in verdicts])}
    for verdict in verdicts:
        user, changed = users[verdict.person], [c.field for c in verdict.changes if c.field in COLUMNS]
        for column, value in _profile(verdict, offices, changed).items():
            setattr(user, column, value)
        user.profile_no += 1
        if "email" in changed:  # a link that was sent to the old address dies
            user.invited_at = None
            accounts.end_sessions(user)
    db.session.flush()


def _profile(verdict: Verdict, offices: Mapping[Office, int], fields: Collection[str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: verdict.text(name) for name in fields if name != "agency"}
    if "agency" in fields:
        values["agency_id"] = offices[verdict.office] if verdict.office else None
    return values


def _keep_members(
    cohort: Cohort, verdicts: Sequence[Verdict], ids: Mapping[int, int], actor: User
) -> Sequence[Membership]:
    """Write all of a membership but who guides a member; what is returned are those who had an account and join."""
    changing = {v.member.id: v for v in verdicts if v.member and _changes(v, "group_name", "roster_no")}
    renumbered = [number for number, v in changing.items() if _changes(v, "roster_no")]
    # Two people may exchange their numbers, which no moment allows while both have one.
    freed = update(Membership).where(Membership.id.in_(renumbered)).values(roster_no=None)
    db.session.execute(freed.execution_options(synchronize_session=False))
    for member in _by_id(Membership, changing):
        verdict = changing[member.id]
        cohort_people.regroup(member, verdict.text("group_name") or member.group_name, actor)
        member.roster_no = verdict.roster_no or member.roster_no
    db.session.flush()
    new = [v for v in verdicts if v.member is None]
    if not new:
        return []
    db.session.execute(insert(Membership), [_joining(cohort, v, ids) for v in new])
    came = {"cohort_id": cohort.id, "action": MemberAction.ADD, "actor_id": actor.id}
    db.session.execute(
        insert(MemberEvent), [came | {"user_id": ids[v.person], "role": v.as_what} for v in new]
    )
    known = {(v.person, v.as_what) for v in new if v.account}
    found = select(Membership).where(
        Membership.cohort_id == cohort.id, Membership.user_id.in_([person for person, _role in known])
    )
    named = joinedload(Membership.user), joinedload(Membership.cohort)
    return [m for m in db.session.scalars(found.options(*named)) if (m.user_id, m.role) in known]


def _joining(cohort: Cohort, verdict: Verdict, ids: Mapping[int, int]) -> dict[str, Any]:
    """The columns of somebody's new membership; a row of another role than participant names no guides."""
    guided = verdict.as_what is CohortRole.PARTICIPANT
    return {
        "cohort_id": cohort.id,
        "user_id": ids[verdict.person],
        "role": verdict.as_what,
        "group_name": verdict.text("group_name") if guided else "",
        "roster_no": verdict.roster_no,
        "mentor_id": ids[verdict.mentor] if verdict.mentor else None,
        "coach_id": ids[verdict.coach] if verdict.coach else None,
    }


def _change_guides(
    post: members.Post, verdicts: Sequence[Verdict], ids: Mapping[int, int], actor: User, reason: str
) -> None:
    """Another mentor or coach, as an organizer does it by hand: plan, history and letters follow."""
    guides = {
        v.member.id: ids[person]
        for v in verdicts
        if v.member and _changes(v, post.role) and (person := v.mentor if post is members.MENTOR else v.coach)
    }
    people = {user.id: user for user in _by_id(User, set(guides.values()))}
    named = (joinedload(getattr(Membership, name)) for name in ("user", "mentor", "coach", "cohort"))
    for member in _by_id(Membership, guides, *named):
        members.assign(post, member, people[guides[member.id]], actor, reason, seen=member.lock_version)


def _changes(verdict: Verdict, *fields: str) -> bool:
    return any(change.field in fields for change in verdict.changes)


def _by_id(model: Any, ids: Collection[int], *options: Any) -> Sequence[Any]:
    wanted = select(model).where(model.id.in_(sorted(ids))).order_by(model.id).options(*options)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all() if ids else []
