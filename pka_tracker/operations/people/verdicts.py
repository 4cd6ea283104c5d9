"""What an import of people would do with each row: pure functions over what is known."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pka_tracker.models import CohortRole, ImportRow
from pka_tracker.operations.people import rows as words
from pka_tracker.operations.people.changes import PROFILE, compare, find_office
from pka_tracker.operations.people.guides import find_guides
from pka_tracker.operations.people.offices import Offices
from pka_tracker.operations.people.rows import LENGTHS, Verdict
from pka_tracker.queries.cohorts.people_import import Account, Known

#: Who may be brought by a file; organizers are appointed one by one, and a row may only correct those there are.
ROLES = tuple(role for role in CohortRole if role is not CohortRole.ORGANIZER)
_EMAIL = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()]+\.[^\s@,;<>\"().]{2,}")
_NIP = re.compile(r"[0-9]{18}")
_ROSTER = re.compile(r"[0-9]{1,4}")


def judge_rows(rows: Sequence[ImportRow], known: Known) -> list[Verdict]:
    """A verdict for each row: first each alone, then beside the others."""
    verdicts = [_first_look(place, row, known) for place, row in enumerate(rows, 1)]
    _refuse_repeated(verdicts)
    offices = Offices(known.offices)
    for verdict in verdicts:
        find_office(verdict, offices)
    find_guides(verdicts, known)
    _refuse_taken_numbers(verdicts, known)
    names = {account.id: account.name for account in known.by_email.values()}
    names |= {member.user_id: member.name for member in known.members.values()}
    names |= {verdict.person: verdict.text("name") for verdict in verdicts if verdict.account is None}
    for verdict in verdicts:
        if not verdict.reason:
            compare(verdict, offices, names)
    return verdicts


def _first_look(place: int, row: ImportRow, known: Known) -> Verdict:
    role = next((role for role in CohortRole if role == row.texts.get("role")), None)
    verdict = Verdict(row, -place, role, reason=_unreadable(row, role), about=words.too_long(row, LENGTHS))
    if verdict.reason or role is None:
        return verdict
    verdict.account, verdict.reason = _identify(row, known)
    if verdict.account is not None:
        verdict.person = verdict.account.id
        verdict.member = known.members.get((verdict.account.id, role))
    if role not in ROLES and verdict.member is None:
        verdict.reason = verdict.reason or words.APPOINTED
    if _is_nameless(verdict):
        verdict.reason = words.NO_NAME
    return verdict


def _unreadable(row: ImportRow, role: CohortRole | None) -> str:
    texts = {name: row.texts.get(name, "") for name in (*LENGTHS, "roster_no")}
    nip, email, number = texts["nip"], texts["email"], texts["roster_no"]
    checks = (
        (words.NO_ROLE, role is None),
        # The serial number at the end of a NIP begins with 001; a spreadsheet keeps 15 digits of a number.
        (words.LOST_DIGITS, "E+" in nip or (len(nip) == 18 and nip.endswith("000"))),
        (words.BAD_NIP, bool(nip) and not _NIP.fullmatch(nip)),
        (words.BAD_EMAIL, bool(email) and not _EMAIL.fullmatch(email)),
        (words.BAD_NUMBER, bool(number) and not (_ROSTER.fullmatch(number) and int(number))),
        (words.TOO_LONG, bool(words.too_long(row, LENGTHS))),
    )
    return next((why for why, refused in checks if refused), "")


def _is_nameless(verdict: Verdict) -> bool:
    """Whether the row names nobody: only who is known, and seen by the organizer, needs no name."""
    seen = verdict.account is not None and (verdict.account.own or verdict.member is not None)
    return not verdict.text("name") and not seen


def _identify(row: ImportRow, known: Known) -> tuple[Account | None, str]:
    """Whose row it is, or why that cannot be said. No sentence tells anything of an account."""
    email, nip = row.texts.get("email", ""), row.texts.get("nip", "")
    by_email, by_nip = known.by_email.get(email), known.by_nip.get(nip, ())
    found = by_email or next(iter(by_nip), None)
    checks = (
        (words.NO_EMAIL, found is None and not email),
        (words.TWO_PEOPLE, len(by_nip) > 1 or bool(by_email and by_nip and by_email not in by_nip)),
        (words.OTHER_NIP, bool(found and nip and found.nip and found.nip != nip)),
        (words.CLOSED, found is not None and not found.active),
    )
    return found, next((why for why, refused in checks if refused), "")


def _refuse_repeated(verdicts: Iterable[Verdict]) -> None:
    """Of several rows for one person the first counts; who has an account may have one for each role, all alike."""
    whose: dict[str, Verdict] = {}
    rows: dict[int, dict[CohortRole | None, Verdict]] = defaultdict(dict)
    for verdict in verdicts:
        earlier = rows[verdict.person]
        texts = {verdict.text(field): field for field in ("email", "nip") if verdict.text(field)}
        named = {field: whose.setdefault(text, verdict) for text, field in texts.items()}
        others = {field: other for field, other in named.items() if other.person != verdict.person}
        same = earlier.get(verdict.as_what)
        if same or others:
            _refuse_as_repeated(verdict, others or {f: o for f, o in named.items() if o is same}, same)
        elif any(_contradict(verdict, other) for other in earlier.values()):
            verdict.reason = verdict.reason or words.CONTRADICTS
        earlier.setdefault(verdict.as_what, verdict)


def _refuse_as_repeated(verdict: Verdict, named: Mapping[str, Verdict], same: Verdict | None) -> None:
    """Say in which row the person stands already, and by what; the first reason counts."""
    if verdict.reason:
        return
    own = "nip" if verdict.text("nip") else "email"
    field, other = next(iter(named.items()), (own, same))
    verdict.reason = words.REPEATED
    verdict.about = {"field": field, "row": other.row.number if other else 0}


def _contradict(one: Verdict, other: Verdict) -> bool:
    """Whether two rows for one person say different things of who that is."""
    told = ((one.text(field), other.text(field)) for field in ("email", "agency", "region", *PROFILE))
    return any(mine and theirs and mine != theirs for mine, theirs in told)


def _refuse_taken_numbers(verdicts: Sequence[Verdict], known: Known) -> None:
    """Nobody gets a number that somebody has who keeps it; people may exchange theirs within one file."""
    while True:
        wanting = [v for v in verdicts if not v.reason and v.roster_no]
        moving = {v.member.id for v in wanting if v.member}
        taken: set[int | None] = {
            m.roster_no for m in known.members.values() if m.roster_no and m.id not in moving
        }
        refused = []
        for verdict in wanting:
            if verdict.roster_no in taken:
                refused.append(verdict)
            taken.add(verdict.roster_no)
        if not refused:
            return
        for verdict in refused:
            verdict.reason = words.TAKEN_NUMBER
