"""A paper as DOCX: the same document as the PDF, with real headings and tables, to be edited in an office program.

What people wrote is put in as text of a run and is never markup. ``templates/blank.py`` says how a paper looks.
"""

from __future__ import annotations

import io
import re
from typing import Any

import segno
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from pka_tracker.exports.document import Document, Signature
from pka_tracker.exports.grid import Grid, grid, text_of
from pka_tracker.exports.pdf import as_picture
from pka_tracker.exports.templates.blank import WIDTH, blank_paper
from pka_tracker.reading import Part
from pka_tracker.reading.timeline import Timeline

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Signs that XML cannot hold.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_docx(document: Document) -> bytes:
    """The paper on A4."""
    paper = blank_paper()
    paper.core_properties.title = clean(document.title)
    _every_page(paper, document)
    if not document.heading:
        add_line(paper, document.kind.upper(), "Kind")
    add_line(paper, document.heading or document.title, "Heading1")
    _facts(paper, document)
    if document.lead:
        add_line(paper, document.lead).paragraph_format.space_before = Pt(8)
    if document.timeline:
        add_line(paper, document.timeline.title, "Heading2")
        add_line(paper, document.timeline.note, "Margin")
        _chart(paper, document.timeline)
    for section in document.sections:
        add_line(paper, section.title, "Heading2")
        parts = [part for part in section.parts if not part.empty]
        if not parts:
            add_line(paper, document.nothing, "Nothing")
        for part in parts:
            _part(paper, part, section.title, document.total)
    if document.signatures:
        _signatures(paper, document.signatures, document.dated)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _every_page(paper: Any, document: Document) -> None:
    """Which text this is and the page of pages at the foot; from page 2 on what it is at the head."""
    section = paper.sections[0]
    section.different_first_page_header_footer = True
    head = f"{document.kind} · {document.title}"
    fill_cell(section.header, head if len(head) < 90 else head[:89] + "…", "Margin")
    for footer in (section.footer, section.first_page_footer):
        line = fill_cell(footer, document.origin + "\t", "Margin")
        _counter(line, "PAGE")
        line.add_run(" / ")
        _counter(line, "NUMPAGES")


def _counter(line: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = line.add_run("1")
    field.append(run._r)
    line._p.append(field)


def _facts(paper: Any, document: Document) -> None:
    table = paper.add_table(0, 2)
    widths = (4.4, WIDTH - 4.4 - (3.0 if document.address else 0))
    for label, value in document.facts:
        cells = table.add_row().cells
        fill_cell(cells[0], label, "Fact")
        fill_cell(cells[1], value, "Value")
    _margins(table, 0)
    _widths(table, widths)
    if document.address:
        picture = io.BytesIO()
        segno.make(document.address, error="m", micro=False).save(picture, kind="png", scale=8, border=1)
        table.add_column(Cm(3))
        place = table.cell(0, 2).merge(table.cell(len(document.facts) - 1, 2))
        place.text = ""
        shape = place.paragraphs[0].add_run().add_picture(picture, width=Cm(2.6))
        shape._inline.docPr.set("descr", document.check)
        add_line(paper, f"{document.check}\n{document.address}", "Margin").paragraph_format.space_before = Pt(
            8
        )


def _chart(paper: Any, timeline: Timeline) -> None:
    shape = paper.add_picture(io.BytesIO(as_picture(timeline)), width=Cm(WIDTH - 0.1))
    shape._inline.docPr.set("descr", timeline.text)


def _part(paper: Any, part: Part, title: str, total: str) -> None:
    if part.label not in ("", title):
        add_line(paper, part.label, "Label")
    if part.rows:
        _table(paper, grid(part))
    elif part.cell:
        add_line(paper, text_of(part.cell))
    if part.total:
        add_line(paper, f"{total}: {part.total}", "Total")


def _table(paper: Any, rows: Grid) -> None:
    """A table whose head is repeated on every page; short rows are not split."""
    table = paper.add_table(1, len(rows.heads), style="Table Grid")
    _margins(table)
    for cell, head, right in zip(table.rows[0].cells, rows.heads, rows.figures, strict=True):
        _aligned(fill_cell(cell, head, "Head"), right)
    _mark(table.rows[0], "w:cantSplit", "w:tblHeader")
    for texts, splits in zip(rows.rows, rows.splits, strict=True):
        row = table.add_row()
        for cell, text, right in zip(row.cells, texts, rows.figures, strict=True):
            _aligned(fill_cell(cell, text, "Cell"), right)
        if not splits:
            _mark(row, "w:cantSplit")
    _widths(table, tuple(WIDTH * share / 100 for share in rows.widths))
    add_line(paper, "", "Cell")


def _aligned(line: Any, right: bool) -> None:
    if right:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _signatures(paper: Any, signatures: tuple[Signature, ...], dated: str) -> None:
    """Places for ink beside each other below place and day, never parted by a page nor alone on one."""
    last_row = paper.tables[-1].rows[-1]
    for line in (paper.paragraphs[-1], *(line for cell in last_row.cells for line in cell.paragraphs)):
        line.paragraph_format.keep_with_next = True
    line = add_line(paper, dated)
    line.alignment, line.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.RIGHT, Pt(18)
    line.paragraph_format.keep_with_next = True
    count = max(2, len(signatures))  # one alone signs on the right, below the day
    table = paper.add_table(1, count)
    _mark(table.rows[0], "w:cantSplit")
    worded = any(one.word for one in signatures)
    for cell, one in zip(table.rows[0].cells[count - len(signatures) :], signatures, strict=True):
        line = fill_cell(cell, f"{one.word}\n{one.role}" if worded else one.role, "Value")
        line.paragraph_format.space_after, line.paragraph_format.keep_with_next = Pt(68), True
        _signed(cell, one)
    _margins(table, 0)
    _widths(table, (WIDTH / count,) * count)


def _signed(cell: Any, one: Signature) -> None:
    """The name below a line to write on."""
    line = add_line(cell, "", "Value")
    line.paragraph_format.right_indent = Cm(0.8)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "3"), ("color", "969696")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    line.add_run(clean(one.name)).bold = True
    line.add_run(f"\nNIP {one.nip}" if one.nip else "")


def _margins(table: Any, width: int = 60) -> None:
    """Narrow columns hold longer words when little stands between rule and text."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def _mark(row: Any, *names: str) -> None:
    for name in names:
        row._tr.get_or_add_trPr().append(OxmlElement(name))


def _widths(table: Any, widths: tuple[float, ...]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def fill_cell(cell: Any, text: str, style: str) -> Any:
    """Text into a cell, a header or a footer, which begin with a paragraph."""
    line = cell.paragraphs[0]
    line._p.style = style
    line.add_run(clean(text))
    return line


def add_line(paper: Any, text: str, style: str = "Normal") -> Any:
    """A paragraph; the style by its id, since to look it up by name costs more than the paragraph."""
    line = paper.add_paragraph()
    line._p.style = style
    line.add_run(clean(text))
    return line


def clean(text: object) -> str:
    """A text without what XML cannot hold."""
    return IMPOSSIBLE.sub("", str(text))
