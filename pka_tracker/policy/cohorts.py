"""Who may set up a cohort, its people, its offices and its catalogue."""

from __future__ import annotations

from collections.abc import Collection

from pka_tracker.errors import NotPermitted
from pka_tracker.models import CohortRole, User
from pka_tracker.policy.roles import organizes


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


def keeps_agencies(user: User) -> bool:
    """Who sees the list of agencies and adds to it: whoever begins cohorts."""
    return creates_cohorts(user)


def edits_agency(user: User, *, used_elsewhere: bool) -> bool:
    """Who corrects an agency: an administrator, and an organizer to whose cohorts alone it matters."""
    return user.is_admin or (keeps_agencies(user) and not used_elsewhere)


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


def ensure_keeps_agencies(user: User) -> None:
    """Adding an agency."""
    if not keeps_agencies(user):
        raise NotPermitted("keep agencies")


def ensure_edits_agency(user: User, *, used_elsewhere: bool) -> None:
    """Correcting an agency; ``used_elsewhere``: by people of cohorts that others organize."""
    if not edits_agency(user, used_elsewhere=used_elsewhere):
        raise NotPermitted("edit the agency")


def ensure_keeps_catalogue(host: str, kept_hosts: Collection[str]) -> None:
    """Writing the catalogue of a host: an organizer of a cohort that visits it. ``kept_hosts`` are theirs."""
    if host not in kept_hosts:
        raise NotPermitted("catalogue")


def ensure_starts(user: User, cohort_id: int) -> None:
    """Starting a note or a plan: a participant of the cohort."""
    if cohort_id not in user.cohorts_as(CohortRole.PARTICIPANT):
        raise NotPermitted("start")
