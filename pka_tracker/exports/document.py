"""A paper before it is printed: facts, sections in words, and what shows which text it is.

Made from the readings that the pages show, so numbers and words are the same on page, in DOCX and in PDF.
Papers are official documents of the training and are therefore always in Indonesian.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pka_tracker import labels
from pka_tracker.models import ActionPlan, AtmNote, Cohort, PlanVersion, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.reading import Cell, Part, Reading, Row, read_note, read_version
from pka_tracker.reading.timeline import Timeline
from pka_tracker.words import day, fingerprint, speaking
from pka_tracker.words import gettext as _

LANGUAGE = "id"
QUADRANTS = N_(
    "Quadrants: Promoters (high influence, high interest), Latents (high influence, low interest), "
    "Defenders (low influence, high interest), Apathetics (low influence, low interest)."
)


@dataclass(frozen=True)
class Signature:
    """A place for ink: as what somebody signs, who that is, and the ``word`` before it. It stays blank: a click is no
    signature."""

    role: str
    name: str
    nip: str = ""
    word: str = ""


@dataclass(frozen=True)
class Document:
    """One paper. ``facts`` stand under the title; ``origin`` says on every page which text this is.

    ``address`` is where anybody can check it, "" where there is nothing to check. ``lead`` is said before the
    sections, where the ``timeline`` is drawn too; ``signatures`` are left blank after them, below the place and day that
    ``dated`` leaves blank. ``heading`` stands for a title that is no heading; ``day`` is when the text was handed in,
    decided, or printed.
    """

    kind: str
    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Reading, ...]
    origin: str
    nothing: str
    total: str
    check: str = ""
    address: str = ""
    lead: str = ""
    signatures: tuple[Signature, ...] = ()
    timeline: Timeline | None = None
    heading: str = ""
    day: str = ""
    dated: str = "…………………………, ……………………… 20……"


@contextmanager
def in_official_language() -> Iterator[None]:
    """Papers speak Indonesian, whoever prints them."""
    with speaking(LANGUAGE):
        yield


def plan_document(plan: ActionPlan, version: PlanVersion, address: str) -> Document:
    """One submitted version in full. The plan comes with cohort; ``address`` is the page that confirms it."""
    with in_official_language():
        sections = tuple(read_version(version, plan.cohort))
        names = {part.label: part.cell.text for part in sections[0].parts if part.cell and part.cell.text}
        return Document(
            kind=_("Action plan"),
            title=str(version.content.get("title", {}).get("title", "")),
            facts=(*names.items(), (_("Cohort"), plan.cohort.name)),
            sections=tuple(map(_with_quadrants, sections[1:])),
            day=local_day(version.created_at, plan.cohort.timezone),
            origin=origin(version, plan.cohort.timezone),
            nothing=_("Nothing was written in this section."),
            total=_("Total"),
            check=check(),
            address=address,
        )


def _with_quadrants(section: Reading) -> Reading:
    """What the four words of a table of stakeholders mean, said once below it."""
    if not any(column.key == "quadrant" for part in section.parts for column in part.columns):
        return section
    return replace(section, parts=(*section.parts, text("quadrants", "", _(QUADRANTS))))


def note_document(note: AtmNote, address: str = "") -> Document:
    """One ATM note as it stands. It comes with owner, agency, cohort, visit and events; ``address`` is the page that
    confirms its text, where that was handed in."""
    with in_official_language():
        return Document(
            kind=_("ATM note"),
            title=note.title or _("Note without a practice yet"),
            facts=(*person(note.owner, note.cohort), (_("State"), labels.word(note.state))),
            sections=tuple(read_note(note)),
            origin=_note_origin(note),
            day=local_day(note.submitted_at or note.updated_at, note.cohort.timezone),
            nothing=_("Nothing was written in this section."),
            total=_("Total"),
            check=_("Check this text: whether it was handed in, and what became of the note.")
            if address
            else "",
            address=address,
        )


def _note_origin(note: AtmNote) -> str:
    """Which text of a note this is; one that is still written has no number."""
    if note.standing is None:
        return _("Not handed in, as of %(time)s", time=moment(note.updated_at, note.cohort.timezone))
    number, event = note.standing
    return _(
        "Version %(number)s, submitted %(time)s, fingerprint %(hash)s",
        number=number,
        time=moment(event.at, note.cohort.timezone),
        hash=(event.sha256 or "")[:12],
    )


def person(user: User, cohort: Cohort) -> tuple[tuple[str, str], ...]:
    """Whose paper it is. The user comes with the agency."""
    facts = (
        (_("Name"), user.name),
        (_("NIP"), user.nip),
        (_("Position"), user.position),
        (_("Agency"), user.agency.name if user.agency else ""),
        (_("Cohort"), cohort.name),
    )
    return tuple(pair for pair in facts if pair[1])


def origin(version: PlanVersion, zone: str) -> str:
    """Which version a paper speaks of, for the foot of each page."""
    if version.redacted_at:
        return _(
            "Version %(number)s, submitted %(time)s, fingerprint before personal data were removed %(hash)s",
            number=version.number,
            time=moment(version.created_at, zone),
            hash=fingerprint(version.sha256),
        )
    return _(
        "Version %(number)s, submitted %(time)s, fingerprint %(hash)s",
        number=version.number,
        time=moment(version.created_at, zone),
        hash=fingerprint(version.sha256),
    )


def belonging(document: Document, version: PlanVersion | None, address: str) -> Document:
    """A paper that goes on being written, saying to which version of the plan it belongs, and where that is confirmed."""
    if version is None:
        return document
    with in_official_language():
        belongs = _(
            "belongs to version %(number)s of the action plan, fingerprint %(hash)s",
            number=version.number,
            hash=version.sha256[:12],
        )
        asked = _("Check the version of the action plan that this belongs to.")
    return replace(document, origin=f"{document.origin}; {belongs}", check=asked, address=address)


def check() -> str:
    """What the code on a paper about a version is for."""
    return _("Check this version: it exists, and whether it was approved in the application.")


def signatures(*signers: tuple[str, str, User | None]) -> tuple[Signature, ...]:
    """Places for ink: the word before, as what, and who; nobody signs where there is nobody."""
    return tuple(Signature(role, one.name, one.nip, word) for word, role, one in signers if one)


def text(key: str, label: str, value: str) -> Part:
    """One text of a paper that is made of no outline."""
    return Part(key, label, Cell(key, label, value))


def rows(
    key: str,
    heads: Sequence[str],
    values: Sequence[Sequence[str]],
    numbers: Sequence[int] = (),
    label: str = "",
) -> Part:
    """A table of a paper that is made of no outline; numbered from 1 where no numbers are given."""
    found = tuple(
        Row(
            str(number),
            number,
            tuple(Cell(head, head, value) for head, value in zip(heads, row, strict=True)),
        )
        for number, row in zip(numbers or range(1, len(values) + 1), values, strict=True)
    )
    return Part(key, label, rows=found, columns=found[0].cells if found else ())


def local_day(value: datetime, zone: str) -> str:
    """The day of a moment, where the cohort is."""
    return day(value.astimezone(ZoneInfo(zone)))


def moment(value: datetime | None, zone: str) -> str:
    """A moment with hour and zone, where the cohort is."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local)}, {local:%H.%M} {labels.ZONES.get(zone, zone)}"
