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

LAYOUT = Path(__file__).with_name("paper.typ")


def as_pdf(document: Document) -> bytes:
    """The paper on A4. The same document always gives the same bytes."""
    inputs = {"paper": json.dumps(_data(document), ensure_ascii=False)}
    if document.address:
        inputs["qr"] = _qr(document.address)
    with tempfile.TemporaryDirectory() as folder:  # the layout can read nothing but itself
        layout = Path(folder) / "paper.typ"
        shutil.copyfile(LAYOUT, layout)
        return typst.compile(
            layout, root=Path(folder), sys_inputs=inputs, format="pdf", ignore_system_fonts=True, timestamp=0
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
