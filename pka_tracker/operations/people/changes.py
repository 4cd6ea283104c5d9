"""What a row of people that is not refused would change, and who would be told."""

from __future__ import annotations

from collections.abc import Mapping

from pka_tracker.models import CohortRole, RowChange
from pka_tracker.operations.people import rows as words
from pka_tracker.operations.people.offices import Offices
from pka_tracker.operations.people.rows import Note, Verdict
from pka_tracker.operations.people.titles import loses_titles, only_loses_titles
from pka_tracker.queries.cohorts.people_import import Account, Member

#: What a row says of the person, whatever they are in the cohort.
PROFILE = ("name", "nip", "rank_grade", "position", "work_unit")
#: What is shown of a new account below its name.
NEW_PROFILE = ("nip", "email", "rank_grade", "position", "work_unit")


def find_office(verdict: Verdict, offices: Offices) -> None:
    """Find the agency of a row, as far as the row may say who the person is.

    The region that was typed beside the file takes nobody out of an agency of the same name.
    """
    name = verdict.text("agency")
    if verdict.reason or not verdict.own or not name:
        return
    own = verdict.account and not verdict.text("region") and offices.kept(verdict.account.agency_id, name)
    region = verdict.text("region") or verdict.text("usual_region")
    unplaced = offices.only_unplaced(name, region)
    if own or (unplaced and verdict.stays_with(unplaced)):
        verdict.office = own or unplaced
        return
    found = offices.find(name, region)
    if len(found) > 1:
        verdict.reason = words.SEVERAL_OFFICES
        return
    verdict.office = office = found[0]
    if office.id is None:
        other = offices.alike(office)
        sentence = words.ALIKE_OFFICE if other else words.NEW_OFFICE
        verdict.notes.append(Note(sentence, office.label, other, doubtful=bool(other)))


def compare(verdict: Verdict, offices: Offices, names: Mapping[int, str]) -> None:
    """Fill in what the row would change. ``names`` are those of everybody a row may name as mentor or coach.

    A blank cell never empties what is kept; of somebody whom other cohorts have too, only the membership is touched.
    """
    if verdict.member is None:
        verdict.contents = _contents(verdict, names)
    if verdict.account is not None:
        if verdict.member is None:
            verdict.notes.append(Note(words.HAS_ACCOUNT))
            verdict.letters = (verdict.title,)
        if verdict.own:
            _compare_profile(verdict, verdict.account, offices)
        else:
            verdict.notes.append(Note(words.NOT_OURS))
    if verdict.member is not None and verdict.as_what is CohortRole.PARTICIPANT:
        _compare_membership(verdict, verdict.member, names)


def _contents(verdict: Verdict, names: Mapping[int, str]) -> list[tuple[str, str]]:
    """What is written of somebody who comes: the place in the cohort, and the profile where that is new, too."""
    mentor, coach = (names[person] if person else "" for person in (verdict.mentor, verdict.coach))
    place = {"roster_no": str(verdict.roster_no or ""), "group_name": verdict.text("group_name")}
    if verdict.as_what is not CohortRole.PARTICIPANT:
        place = {}
    profile = {}
    if verdict.account is None:
        profile = {field: verdict.text(field) for field in NEW_PROFILE}
        profile["agency"] = verdict.office.label if verdict.office else ""
    found = place | profile | {"mentor": mentor, "coach": coach}
    return [(field, text) for field, text in found.items() if text]


def _compare_profile(verdict: Verdict, account: Account, offices: Offices) -> None:
    for field in PROFILE:
        before, after = getattr(account, field), verdict.text(field)
        if field == "name" and after and only_loses_titles(before, after):
            verdict.notes.append(Note(words.KEEPS_TITLES, before))
            continue
        if field == "name" and after and loses_titles(before, after):
            verdict.notes.append(Note(words.LOSES_TITLES, doubtful=True))
        if after and after != before:
            verdict.changes.append(RowChange(field, before, after))
    email, office = verdict.text("email"), verdict.office
    if email and email != account.email:
        if account.has_password:
            verdict.notes.append(Note(words.KEEPS_EMAIL, doubtful=True))
        else:
            verdict.changes.append(RowChange("email", account.email, email))
    if office and (office.id is None or office.id != account.agency_id):
        verdict.changes.append(RowChange("agency", offices.label_of(account.agency_id), office.label))


def _compare_membership(verdict: Verdict, member: Member, names: Mapping[int, str]) -> None:
    group, number = verdict.text("group_name"), verdict.roster_no
    if group and group != member.group_name:
        verdict.changes.append(RowChange("group_name", member.group_name, group))
    if number and number != member.roster_no:
        verdict.changes.append(RowChange("roster_no", str(member.roster_no or ""), str(number)))
    posts = (
        ("mentor", verdict.mentor, member.mentor_id, member.mentor_name),
        ("coach", verdict.coach, member.coach_id, member.coach_name),
    )
    told: list[str | None] = []
    for post, person, before_id, before in posts:
        if person and person != before_id:
            verdict.changes.append(RowChange(post, before or "", names[person]))
            told += [member.name, names[person], before]
    verdict.letters = tuple(dict.fromkeys(name for name in told if name))
