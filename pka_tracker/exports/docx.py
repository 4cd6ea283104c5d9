"""A paper as DOCX: the same document as the PDF, with real headings and tables, to be edited in an office program.

What people wrote is put in as text of a run and is never markup. ``blank_paper`` is the one place that says how a paper
looks: a template of an organizer's own would be opened there.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any, NamedTuple

import docx
import segno
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pka_tracker.exports.document import LANGUAGE, Document, Signature
from pka_tracker.exports.grid import Grid, grid, text_of
from pka_tracker.exports.pdf import as_picture
from pka_tracker.reading import Part
from pka_tracker.reading.timeline import Timeline

FONT = "Times New Roman"
GREY = RGBColor(0x55, 0x55, 0x55)
WIDTH = 16.5  # cm between the margins of A4
BLACK = RGBColor(0, 0, 0)


class Look(NamedTuple):
    """A style an editor finds by its name; sizes and distances in points; ``kept``: on the page of what follows."""

    name: str
    size: float
    before: float = 0
    after: float = 2
    color: RGBColor = BLACK
    bold: bool = False
    kept: bool = False


LOOKS = (
    Look("Normal", 11, after=5),
    Look("Heading 1", 17, after=8, bold=True, kept=True),
    Look("Heading 2", 12.5, before=14, after=5, bold=True, kept=True),
    Look("Kind", 10, color=GREY, kept=True),
    Look("Nothing", 11, color=GREY),
    Look("Margin", 8.5, color=GREY),
    Look("Fact", 11, color=GREY),
    Look("Value", 11),
    Look("Label", 9, before=4, color=GREY, bold=True, kept=True),
    Look("Head", 8, before=2, bold=True, kept=True),
    Look("Cell", 8.5, before=2),
    Look("Total", 11, bold=True),
)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Signs that XML cannot hold.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_docx(document: Document) -> bytes:
    """The paper on A4."""
    paper = blank_paper()
    paper.core_properties.title = clean(document.title)
    _every_page(paper, document)
    add_line(paper, document.kind.upper(), "Kind")
    add_line(paper, document.title, "Heading1")
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
        _signatures(paper, document.signatures)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def blank_paper() -> Any:
    """An empty A4 paper in the look of the PDF."""
    paper = docx.Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin = Cm(2.5), Cm(2)
    page.top_margin, page.bottom_margin = Cm(2.4), Cm(2.3)
    for look in LOOKS:
        _style(paper, look)
    tabs = paper.styles["Margin"].paragraph_format.tab_stops
    tabs.add_tab_stop(Cm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paper.styles["Total"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    paper.styles["Normal"].element.rPr.append(language)
    paper.core_properties.author, paper.core_properties.comments = "", ""
    paper.core_properties.created = paper.core_properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001
    return paper


def _style(paper: Any, look: Look) -> None:
    known = look.name == "Normal" or look.name.startswith("Heading")
    style = paper.styles[look.name] if known else paper.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(look.size), look.color
    style.font.bold = look.bold
    fonts = style.element.rPr.rFonts
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.keep_with_next = look.kept or None


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
    for cell, head in zip(table.rows[0].cells, rows.heads, strict=True):
        fill_cell(cell, head, "Head")
    _mark(table.rows[0], "w:cantSplit", "w:tblHeader")
    for texts, splits in zip(rows.rows, rows.splits, strict=True):
        row = table.add_row()
        for cell, text in zip(row.cells, texts, strict=True):
            fill_cell(cell, text, "Cell")
        if not splits:
            _mark(row, "w:cantSplit")
    _widths(table, tuple(WIDTH * share / 100 for share in rows.widths))
    add_line(paper, "", "Cell")


def _signatures(paper: Any, signatures: tuple[Signature, ...]) -> None:
    """Places for ink beside each other, never parted by a page nor alone on one."""
    last_row = paper.tables[-1].rows[-1]
    for line in (paper.paragraphs[-1], *(line for cell in last_row.cells for line in cell.paragraphs)):
        line.paragraph_format.keep_with_next = True
    table = paper.add_table(1, len(signatures))
    _mark(table.rows[0], "w:cantSplit")
    for cell, one in zip(table.rows[0].cells, signatures, strict=True):
        line = fill_cell(cell, "\n" + one.role + "\n" * 6, "Value")
        line.add_run(clean(one.name)).bold = True
        line.add_run(f"\nNIP {one.nip}" if one.nip else "")
    _widths(table, (WIDTH / len(signatures),) * len(signatures))


def _margins(table: Any) -> None:
    """Narrow columns hold longer words when little stands between rule and text."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), "60")
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
