"""A paper in a layout of the organizer's own: opened with care, checked, filled."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import segno
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError

from pka_tracker.errors import Incomplete
from pka_tracker.exports.document import Document
from pka_tracker.exports.docx import clean
from pka_tracker.exports.grid import grid, text_of
from pka_tracker.exports.pdf import as_picture
from pka_tracker.exports.templates.blank import WIDTH
from pka_tracker.exports.templates.mistakes import refusal
from pka_tracker.exports.templates.placeholders import (
    REQUIRED,
    SECTION_KEYS,
    Placeholders,
)
from pka_tracker.exports.templates.single import single_facts
from pka_tracker.models.texts.outline import N_
from pka_tracker.reading import Part, Reading
from pka_tracker.reading.timeline import Timeline

LARGEST, LARGEST_UNPACKED, MOST_MEMBERS = 1_500_000, 20_000_000, 200
#: What reading a file that only pretends to be a DOCX may raise.
BROKEN = (zipfile.BadZipFile, SyntaxError, KeyError, ValueError, OSError, EOFError, NotImplementedError)
#: A file that would fetch from elsewhere, run something, or carry another file inside.
OUTSIDE = re.compile(rb'TargetMode\s*=\s*["\']External', re.IGNORECASE)
LINK = re.compile(rb'<Relationship\b[^>]*relationships/hyperlink["\'][^>]*>', re.IGNORECASE)
CARRIES = re.compile(r"vbaProject|activeX|embeddings/|oleObject", re.IGNORECASE)

#: A section of which this paper has nothing.
EMPTY: dict[str, Any] = {"title": "", "parts": [], "text": "", "columns": [], "rows": []}

NO_DOCX = N_("This is no Word document (DOCX) that can be read.")
TOO_LARGE = N_("This file is too large. A layout has at most 1.5 MB; make pictures in it smaller.")
NOT_PLAIN = N_(
    "This file holds macros, other files, or parts that come from elsewhere. Save it without them."
)


def fill(layout: bytes, document: Document) -> bytes:
    """The paper in this layout. Raises ``Incomplete`` where the layout is not fit, in words."""
    try:
        template = DocxTemplate(io.BytesIO(layout))
        template.render(_context(template, document), Placeholders())
        target = io.BytesIO()
        template.save(target)
    except TemplateError as error:
        raise Incomplete([refusal(error)]) from None
    except BROKEN as error:
        raise Incomplete([(NO_DOCX, {})]) from error
    return target.getvalue()


def check(layout: bytes, example: Document) -> None:
    """Refuse, in words, a layout that cannot be opened safely, that names what no paper has, or lacks what each needs."""
    _open_with_care(layout)
    fill(layout, example)
    seen = _names_in(layout)
    missing = [names[0] for names in REQUIRED if not seen.intersection(names)]
    if not seen & {"sections", "section"}:
        missing.append("sections")
    if missing:
        names = ", ".join(f"{{{{ {name} }}}}" for name in missing)
        raise Incomplete([(N_("These placeholders are missing: %(names)s"), {"names": names})])


def _open_with_care(layout: bytes) -> None:
    if len(layout) > LARGEST:
        raise Incomplete([(TOO_LARGE, {})])
    try:
        with zipfile.ZipFile(io.BytesIO(layout)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > LARGEST_UNPACKED:
                raise Incomplete([(TOO_LARGE, {})])
            if "word/document.xml" not in archive.namelist():
                raise Incomplete([(NO_DOCX, {})])
            relations = b"".join(archive.read(one) for one in archive.namelist() if one.endswith(".rels"))
    except BROKEN:
        raise Incomplete([(NO_DOCX, {})]) from None
    if any(CARRIES.search(one.filename) for one in members) or OUTSIDE.search(LINK.sub(b"", relations)):
        raise Incomplete([(NOT_PLAIN, {})])


def _names_in(layout: bytes) -> set[str]:
    reader = Placeholders()
    DocxTemplate(io.BytesIO(layout)).get_undeclared_template_variables(reader)
    return reader.seen


def _context(template: DocxTemplate, document: Document) -> dict[str, Any]:
    sections = {section.key: _section(section, document.total) for section in document.sections}
    plain = ("kind", "title", "lead", "origin", "check", "address")
    single = {name: clean(value) for name, value in single_facts(document).items()}
    return (
        {name: clean(getattr(document, name)) for name in plain}
        | single
        | {
            "facts": [{"label": clean(label), "value": clean(value)} for label, value in document.facts],
            "sections": list(sections.values()),
            "section": dict.fromkeys(SECTION_KEYS, EMPTY) | sections,
            "signatures": [
                {name: clean(getattr(one, name)) for name in ("word", "role", "name", "nip")}
                for one in document.signatures
            ],
            "qr": _qr(template, document.address),
            "chart": _chart(template, document.timeline),
        }
    )


def _section(section: Reading, total: str) -> dict[str, Any]:
    parts = [_part(part, section.title, total) for part in section.parts if not part.empty]
    table: dict[str, Any] = next((part for part in parts if part["rows"]), {"heads": [], "rows": []})
    return {
        "title": clean(section.title),
        "parts": parts,
        "text": "\n".join(line for part in parts for line in _lines(part)),
        "columns": table["heads"],
        "rows": table["rows"],
    }


def _lines(part: dict[str, Any]) -> Iterator[str]:
    """A part as text, each value under its label; a row begins with its number."""
    if part["text"]:
        yield f"{part['label']}: {part['text']}" if part["label"] else part["text"]
    for number, *texts in part["rows"]:
        said = [(head, text) for head, text in zip(part["heads"][1:], texts, strict=True) if text]
        for place, (head, text) in enumerate(said):
            before = "" if place else f"{number}. "
            yield f"{before}{head}: {text.replace(chr(10), ' ')}"
    if part["total"]:
        yield f"{part['total_label']}: {part['total']}"


def _part(part: Part, title: str, total: str) -> dict[str, Any]:
    table = grid(part) if part.rows else None
    return {
        "label": clean(part.label) if part.label != title else "",
        "text": clean(text_of(part.cell)) if part.cell else "",
        "heads": [clean(head) for head in table.heads] if table else [],
        "rows": [[clean(text) for text in row] for row in table.rows] if table else [],
        "total": clean(part.total),
        "total_label": total,
    }


def _qr(template: DocxTemplate, address: str) -> Any:
    if not address:
        return ""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=1)
    return InlineImage(template, picture, width=Cm(2.6))


def _chart(template: DocxTemplate, timeline: Timeline | None) -> Any:
    if timeline is None:
        return ""
    return InlineImage(template, io.BytesIO(as_picture(timeline)), width=Cm(WIDTH))
