"""An empty A4 paper: its margins and the styles that an editor finds by their names."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from pka_tracker.exports.document import LANGUAGE

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
    # The rules since Word 2013, by which the border of a table, not its text, stands at the margin.
    paper.settings.element.find(f".//{qn('w:compatSetting')}").set(qn("w:val"), "15")
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
