"""A paper as PDF, set by typst. What people wrote is handed over as data, so nothing of it is ever markup."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import segno
import typst

from pka_tracker.exports.document import Document
from pka_tracker.exports.grid import grid, text_of
from pka_tracker.reading import Part
from pka_tracker.reading.timeline import Timeline

FOLDER = Path(__file__).parent
#: The chart alone, as wide as the text of a paper.
PICTURE = """#import "timeline.typ": timeline
#set page(width: 16.5cm, height: auto, margin: 0pt)
#set text(font: "Libertinus Serif", lang: "id")
#timeline(json(bytes(sys.inputs.timeline)), 16.5cm)
"""


def as_pdf(document: Document) -> bytes:
    """The paper on A4. The same document always gives the same bytes."""
    inputs = {"paper": json.dumps(_data(document), ensure_ascii=False)}
    if document.address:
        inputs["qr"] = _qr(document.address)
    # As PDF 1.4: later ones say "Suspects false", at which Poppler complains of each file.
    return _set((FOLDER / "paper.typ").read_text(), inputs, format="pdf", timestamp=0, pdf_standards=["1.4"])


def as_picture(timeline: Timeline) -> bytes:
    """The chart of a paper as PNG, for where it cannot be drawn."""
    return _set(
        PICTURE, {"timeline": json.dumps(asdict(timeline), ensure_ascii=False)}, format="png", ppi=220
    )


def _set(layout: str, inputs: dict[str, str], **how: Any) -> bytes:
    with tempfile.TemporaryDirectory() as name:  # the layout can read nothing but itself and the chart
        folder = Path(name)
        shutil.copyfile(FOLDER / "timeline.typ", folder / "timeline.typ")
        (folder / "layout.typ").write_text(layout)
        return typst.compile(
            folder / "layout.typ", root=folder, sys_inputs=inputs, ignore_system_fonts=True, **how
        )


def _data(document: Document) -> dict[str, Any]:
    """What the layout needs to know, and no more."""
    sections = [
        {"title": section.title, "parts": [_part(part) for part in section.parts if not part.empty]}
        for section in document.sections
    ]
    return asdict(document) | {"sections": sections}


def _part(part: Part) -> dict[str, Any]:
    table = asdict(grid(part)) if part.rows else None
    text = text_of(part.cell) if part.cell else ""
    return {"label": part.label, "text": text, "grid": table, "total": part.total}


def _qr(address: str) -> str:
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=1)
    return picture.getvalue().decode()
