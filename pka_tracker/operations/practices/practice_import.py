"""A whole catalogue at once: every row is judged first, and only what was judged is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile
from pka_tracker.extensions import db
from pka_tracker.models import ImportRow, Judgement, Practice, RowChange, User, imports
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.practices import practices
from pka_tracker.operations.practices.practices import NO_NAME, Facts, facts_of
from pka_tracker.queries.practices.practices import hosts_kept_by

LENGTHS = {
    "name": 200,
    "category": 120,
    "owner_unit": 200,
    "audience": 120,
    "description": 5000,
    "contact": 300,
    "documents": 2000,
    "source": 300,
}
YES = frozenset(("ya", "y", "yes", "true", "1", "v", "✓", "√", "bisa", "dapat"))
NO = frozenset(("tidak", "t", "no", "n", "false", "0", "-", "belum", "x"))

TOO_LONG = N_("A cell is longer than the catalogue can keep. Shorten it.")
TWICE = N_("The name stands in the file more than once. Keep one of these rows.")
NOT_YES_OR_NO = N_("Write ya or tidak for replication.")
OTHER_HOST = N_("This row is of another host. Import it for that host, or empty the cell.")
NO_ADDRESS = N_("A document is a web address that begins with https://.")


@dataclass(frozen=True)
class RowVerdict:
    """What would become of a row: which fields change, or why it is refused."""

    row: ImportRow
    judgement: Judgement
    facts: Facts | None = None
    fields: tuple[str, ...] = ()
    reason: str = ""
    practice: Practice | None = None
    #: The name that the catalogue has, where the row's differs from it only in capitals, spaces and signs.
    alike: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether the row wants a second look."""
        return bool(self.alike)

    @property
    def contents(self) -> list[tuple[str, str | bool]]:
        """What a new practice will say below its name."""
        told = asdict(self.facts).items() if self.facts and self.judgement is Judgement.NEW else ()
        return [(field, value) for field, value in told if value and field != "name"]

    @property
    def changes(self) -> list[RowChange]:
        """What would be another, with how it reads before and after."""
        if self.facts is None or self.practice is None:
            return []
        before = facts_of(self.practice)
        return [RowChange(f, getattr(before, f), getattr(self.facts, f)) for f in self.fields]


def judge(host: str, rows: Sequence[ImportRow], actor: User) -> list[RowVerdict]:
    """A verdict for each row, changing nothing. Few statements, however many rows.

    A blank cell, or a column that the file has not, never empties what is kept. A row may name its host, and is
    refused where that is another.
    """
    policy.ensure_keeps_catalogue(host, hosts_kept_by(actor))
    kept = {_key(p.name): p for p in db.session.scalars(select(Practice).where(Practice.host == host))}
    names = [_key(row.texts.get("name", "")) for row in rows]
    elsewhere = [_key(row.texts.get("host") or host) != _key(host) for row in rows]
    often = Counter(name for name, other in zip(names, elsewhere, strict=True) if not other)
    verdicts = [
        _refused(row, OTHER_HOST) if other else _judge(row, kept.get(name), often[name] > 1)
        for row, name, other in zip(rows, names, elsewhere, strict=True)
    ]
    spelt = {_letters(practice.name): practice.name for practice in kept.values()}
    return [_with_alike(verdict, spelt) for verdict in verdicts]


def fingerprint(verdicts: Sequence[RowVerdict]) -> str:
    """The same as long as the same would be done: what a confirmation agrees to."""
    told = [
        (
            v.row.number,
            v.judgement,
            v.fields,
            v.facts and asdict(v.facts),
            v.practice and v.practice.lock_version,
            v.alike,
        )
        for v in verdicts
    ]
    return imports.fingerprint(told)


def carry_out(host: str, rows: Sequence[ImportRow], actor: User, *, seen: str) -> list[RowVerdict]:
    """Write what is new and what changes. Refuses where this is no longer what was shown (``seen``)."""
    verdicts = judge(host, rows, actor)
    if fingerprint(verdicts) != seen:
        raise ChangedMeanwhile(verdicts)
    for verdict in verdicts:
        if verdict.facts is None:
            continue
        if verdict.judgement is Judgement.NEW:
            practices.create(host, verdict.facts, actor)
        elif verdict.judgement is Judgement.CHANGES and verdict.practice is not None:
            current = verdict.practice
            practices.edit(current, verdict.facts, actor, seen=current.lock_version)
    return verdicts


def _key(name: str) -> str:
    return " ".join(name.lower().split())


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _with_alike(verdict: RowVerdict, spelt: Mapping[str, str]) -> RowVerdict:
    """The verdict with the name that the catalogue has, where the row only writes it in another way."""
    name = verdict.row.texts.get("name", "")
    known = spelt.get(_letters(name), "")
    return replace(verdict, alike=known) if known not in ("", name) and not verdict.reason else verdict


def _refused(row: ImportRow, reason: str) -> RowVerdict:
    return RowVerdict(row, Judgement.REFUSED, reason=reason)


def _judge(row: ImportRow, practice: Practice | None, twice: bool) -> RowVerdict:
    if reason := _refusal(row, twice):
        return _refused(row, reason)
    values: dict[str, Any] = {field: text for field, text in row.texts.items() if text and field != "host"}
    if "replicable" in values:
        values["replicable"] = values["replicable"].lower() in YES
    if practice is None:
        return RowVerdict(row, Judgement.NEW, Facts(**values))
    before = facts_of(practice)
    facts = replace(before, **values)
    fields = tuple(field for field in asdict(before) if getattr(before, field) != getattr(facts, field))
    judgement = Judgement.CHANGES if fields else Judgement.SAME
    return RowVerdict(row, judgement, facts, fields, practice=practice)


def _refusal(row: ImportRow, twice: bool) -> str:
    texts = row.texts
    replicable = texts.get("replicable", "").lower()
    addresses = texts.get("documents", "").lower().split("\n")
    checks = (
        (NO_NAME, not texts.get("name")),
        (TWICE, twice),
        (TOO_LONG, any(len(texts.get(field, "")) > most for field, most in LENGTHS.items())),
        (NOT_YES_OR_NO, bool(replicable) and replicable not in YES | NO),
        (NO_ADDRESS, any(one and not one.startswith(("https://", "http://")) for one in addresses)),
    )
    return next((words for words, refused in checks if refused), "")
