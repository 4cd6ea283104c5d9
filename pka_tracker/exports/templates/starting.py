"""A layout to start from, and the paper it is tried on."""

from __future__ import annotations

import io
from typing import Any

from docx.shared import Cm

from pka_tracker.exports.document import Document, Signature, rows, text
from pka_tracker.exports.docx import add_line, fill_cell
from pka_tracker.exports.templates.blank import WIDTH, blank_paper
from pka_tracker.models import PaperKind
from pka_tracker.reading import Reading
from pka_tracker.reading.timeline import Bar, Panel, Timeline

#: An invented chart.
EXAMPLE = Timeline(
    title="Garis waktu",
    note="Setiap jangka memiliki skala waktu sendiri.",
    text="Bagan pentahapan",
    today="hari ini",
    width=910,
    panels=(
        Panel(
            "Jangka pendek",
            (Bar("1. Menyusun SOP", "✓ Diverifikasi", "verified", late=False, x=260, y=26, width=150),),
            ((250, "Okt 2026"), (436, "Nov 2026")),
            None,
            60,
        ),
    ),
)


def starting_layout() -> bytes:
    """A DOCX with every placeholder at its place, in the look of the program's own papers."""
    paper = blank_paper()
    fill_cell(paper.sections[0].footer, "{{ origin }}", "Margin")
    add_line(paper, "{{ kind }}", "Kind")
    add_line(paper, "{{ title }}", "Heading1")
    _repeated(paper, "fact in facts", ("{{ fact.label }}", "{{ fact.value }}"))
    _where(paper, "address", ("{{ qr }}", "Normal"), ("{{ check }} {{ address }}", "Margin"))
    add_line(paper, "{{ lead }}")
    _where(paper, "chart", ("{{ chart }}", "Normal"))
    add_line(paper, "{%p for chapter in sections %}")
    add_line(paper, "{{ chapter.title }}", "Heading2")
    add_line(paper, "{%p for part in chapter.parts %}")
    for name, style in (("label", "Label"), ("text", "Normal")):
        _where(paper, f"part.{name}", (f"{{{{ part.{name} }}}}", style))
    add_line(paper, "{%p if part.rows %}")
    _grid(paper)
    add_line(paper, "{%p endif %}")
    _where(paper, "part.total", ("{{ part.total }}", "Total"))
    add_line(paper, "{%p endfor %}")
    add_line(paper, "{%p endfor %}")
    _repeated(
        paper,
        "one in signatures",
        ("{{ one.word }}\n{{ one.role }}\n\n\n\n{{ one.name }}\n{{ one.nip }}", ""),
    )
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def _where(paper: Any, name: str, *lines: tuple[str, str]) -> None:
    """Lines, each with its style, that are left out where this is empty."""
    add_line(paper, f"{{%p if {name} %}}")
    for line, style in lines:
        add_line(paper, line, style)
    add_line(paper, "{%p endif %}")


def _repeated(paper: Any, loop: str, texts: tuple[str, str]) -> None:
    """A table whose one row is repeated."""
    table = paper.add_table(3, 2)
    fill_cell(table.cell(0, 0), f"{{%tr for {loop} %}}", "Fact")
    for place, words in enumerate(texts):
        fill_cell(table.cell(1, place), words, ("Fact", "Value")[place])
    fill_cell(table.cell(2, 0), "{%tr endfor %}", "Fact")
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(4.4), Cm(WIDTH - 4.4)


def _grid(paper: Any) -> None:
    """A table with as many columns as the rows have."""
    table = paper.add_table(4, 3, style="Table Grid")
    for row, list_, style in ((0, "part.heads", "Head"), (2, "row", "Cell")):
        fill_cell(table.cell(row, 0), f"{{%tc for cell in {list_} %}}", style)
        fill_cell(table.cell(row, 1), "{{ cell }}", style)
        fill_cell(table.cell(row, 2), "{%tc endfor %}", style)
    fill_cell(table.cell(1, 0), "{%tr for row in part.rows %}", "Cell")
    fill_cell(table.cell(3, 0), "{%tr endfor %}", "Cell")


def example(kind: PaperKind, title: str) -> Document:
    """An invented paper that has something for every placeholder."""
    table = rows(
        "activities",
        ("Kegiatan", "Target"),
        (("Menyusun SOP & uji coba", "< 3 hari"), ("Sosialisasi", "2 kali")),
    )
    return Document(
        kind=title,
        title="Percepatan Layanan Perizinan melalui Antrean Daring",
        facts=(
            ("Nama", "Dra. Contoh Peserta, M.Si."),
            ("NIP", "198001012005012001"),
            ("Jabatan", "Sekretaris Dinas"),
            ("Instansi", "Dinas Penanaman Modal dan PTSP"),
            ("Angkatan", "PKA Contoh"),
        ),
        sections=(
            Reading(
                "background",
                "Latar belakang",
                (text("a", "Kondisi saat ini", "Pemohon menunggu 30 hari.\nBerkas hilang."),),
            ),
            Reading("milestones", "Pentahapan", (table,)),
        ),
        origin="Versi 1, diajukan 25 November 2026, sidik jari 0123456789ab",
        nothing="–",
        total="Jumlah",
        check="Periksa versi ini.",
        address="https://pka.example.go.id/verify/0123",
        lead=f"Contoh ({kind}).",
        day="25 Nov 2026",
        timeline=EXAMPLE if kind is PaperKind.MILESTONES else None,
        signatures=(
            Signature("Peserta", "Dra. Contoh Peserta, M.Si.", "198001012005012001", "Yang melaporkan,"),
            Signature("Mentor", "Ir. Contoh Mentor", "197002021995031002", "Mengetahui,"),
        ),
    )
