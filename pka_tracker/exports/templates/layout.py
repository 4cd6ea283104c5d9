"""A paper in a layout of the organizer's own: opened with care, checked, filled."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import segno
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError, TemplateSyntaxError

from pka_tracker.errors import Incomplete
from pka_tracker.exports.document import Document
from pka_tracker.exports.docx import clean
from pka_tracker.exports.grid import grid, text_of
from pka_tracker.exports.pdf import as_picture
from pka_tracker.exports.templates.blank import WIDTH
from pka_tracker.exports.templates.placeholders import (
    REQUIRED,
    SECTION_KEYS,
    Forbidden,
    Placeholders,
    Unknown,
)
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
EMPTY: dict[str, Any] = {"title": "", "parts": [], "text": ""}

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
        raise Incomplete([_refusal(error)]) from None
    except BROKEN as error:
        raise Incomplete([(NO_DOCX, {})]) from error
    return target.getvalue()


def check(layout: bytes, example: Document) -> None:
    """Refuse, in words, a layout that cannot be opened safely, that names what no paper has, or lacks what each needs."""
    _open_with_care(layout)
    fill(layout, example)
    seen = _names_in(layout)
    missing = [name for name in REQUIRED if name not in seen]
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


def _refusal(error: TemplateError) -> tuple[str, dict[str, str]]:
    message = str(error.message or "")
    if isinstance(error, Unknown):
        return N_("There is no placeholder {{ %(name)s }}."), {"name": message}
    if isinstance(error, Forbidden):
        return N_("A layout may only name, repeat (for) and leave out (if); it may not: %(what)s"), {
            "what": message
        }
    if isinstance(error, TemplateSyntaxError):
        return N_("A placeholder is not complete: %(what)s"), {"what": message}
    return N_("This layout cannot be filled: %(what)s"), {"what": message}


def _context(template: DocxTemplate, document: Document) -> dict[str, Any]:
    sections = {section.key: _section(section) for section in document.sections}
    plain = ("kind", "title", "lead", "origin", "check", "address")
    return {name: clean(getattr(document, name)) for name in plain} | {
        "facts": [{"label": clean(label), "value": clean(value)} for label, value in document.facts],
        "sections": list(sections.values()),
        "section": dict.fromkeys(SECTION_KEYS, EMPTY) | sections,
        "signatures": [
            {"role": clean(one.role), "name": clean(one.name), "nip": clean(one.nip)}
            for one in document.signatures
        ],
        "qr": _qr(template, document.address),
        "chart": _chart(template, document.timeline),
    }


def _section(section: Reading) -> dict[str, Any]:
    parts = [_part(part, section.title) for part in section.parts if not part.empty]
    lines = [line for part in parts for line in (part["text"], *map(_row_in_a_line, part["rows"])) if line]
    return {"title": clean(section.title), "parts": parts, "text": "\n".join(lines)}


def _row_in_a_line(row: list[str]) -> str:
    number, *texts = row
    return f"{number}. {'; '.join(text.replace(chr(10), ' ') for text in texts if text)}"


def _part(part: Part, title: str) -> dict[str, Any]:
    table = grid(part) if part.rows else None
    return {
        "label": clean(part.label) if part.label != title else "",
        "text": clean(text_of(part.cell)) if part.cell else "",
        "heads": [clean(head) for head in table.heads] if table else [],
        "rows": [[clean(text) for text in row] for row in table.rows] if table else [],
        "total": clean(part.total),
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
