"""Who guides the participant of a row: somebody of the cohort or of the file, by address, NIP or exact name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pka_tracker.models import CohortRole
from pka_tracker.operations.people import rows as words
from pka_tracker.operations.people.rows import Verdict
from pka_tracker.queries.cohorts.people_import import Known

GUIDES = {"mentor": CohortRole.MENTOR, "coach": CohortRole.COACH}


def find_guides(verdicts: Sequence[Verdict], known: Known) -> None:
    """Find the mentor and the coach of each participant; refuse a row that names nobody, or several."""
    for name, role in GUIDES.items():
        guides = _guides(verdicts, known, role)
        for verdict in verdicts:
            if not verdict.reason and verdict.text(name) and verdict.as_what is CohortRole.PARTICIPANT:
                _find(verdict, name, guides)


def _find(verdict: Verdict, name: str, guides: Mapping[str, set[int]]) -> None:
    wanted = verdict.text(name)
    found = guides.get(wanted) or guides.get(_letters(wanted), set())
    checks = (
        (words.NO_GUIDE[name], not found),
        (words.SEVERAL_GUIDES[name], len(found) > 1),
        (words.OWN_GUIDE, verdict.person in found),
    )
    verdict.reason = next((why for why, refused in checks if refused), "")
    if not verdict.reason:
        setattr(verdict, name, *found)


def _guides(verdicts: Iterable[Verdict], known: Known, role: CohortRole) -> dict[str, set[int]]:
    """{e-mail, NIP or letters of the name: people} whom the cohort has in this role, or would get by this file."""
    here = {user_id: m for (user_id, of_role), m in known.members.items() if of_role is role and m.active}
    called = [(user_id, _letters(member.name)) for user_id, member in here.items()]
    for account in known.by_email.values():
        if account.active and account.id in here:
            called += (account.id, account.email), (account.id, account.nip)
    for verdict in verdicts:
        if verdict.as_what is role and not verdict.reason:
            texts = verdict.text("email"), verdict.text("nip"), _letters(verdict.text("name"))
            called += [(verdict.person, text) for text in texts]
    found: dict[str, set[int]] = defaultdict(set)
    for person, text in called:
        found[text].add(person)
    found.pop("", None)
    return found


def _letters(name: str) -> str:
    """A name as it is compared: Dr. Budi, M.Si. is DR BUDI MSI, but not Budi."""
    return re.sub(r"[\W_]+", "", name.casefold())
