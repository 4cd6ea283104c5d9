"""Photos and a decree as evidence of a milestone, drawn by the program: the same each time, and of nobody."""

from __future__ import annotations

import io
from random import Random
from time import gmtime

from PIL import Image, ImageDraw, ImageFont

from pka_tracker.models import Milestone, User
from pka_tracker.operations import files
from pka_tracker.storage import content

LIMIT = 5_000_000
DECREE = (
    "KEPUTUSAN KEPALA DINAS\n"
    "NOMOR 188.4/27/2026\n\n"
    "TENTANG\nPEMBENTUKAN TIM EFEKTIF AKSI PERUBAHAN\n\n\n"
    "KESATU : Membentuk Tim Efektif dengan susunan\n         keanggotaan sebagaimana terlampir.\n\n"
    "KEDUA  : Tim melaporkan hasil kerja kepada\n         Kepala Dinas setiap akhir bulan.\n\n"
    "KETIGA : Keputusan ini mulai berlaku pada\n         tanggal ditetapkan."
)


def attach(milestone: Milestone, owner: User) -> None:
    """What a participant brings for a first milestone: two photos of a meeting and the decree that began it."""
    for name, data in (
        ("Rapat pembentukan tim.jpg", _meeting(milestone.id)),
        ("Simulasi di loket.jpg", _meeting(milestone.id + 1)),
        ("SK Tim Efektif.pdf", sheet(DECREE, "SK Tim Efektif")),
    ):
        files.attach(milestone, owner, content.read(name, data, LIMIT))


def _meeting(seed: int) -> bytes:
    """A room with a screen, a table and people around it."""
    random = Random(seed)  # noqa: S311 - a drawing, not a secret
    picture = Image.new("RGB", (1200, 900), (228, 221, 208))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 600, 1200, 900), fill=(172, 146, 118))
    pen.rectangle((330, 90, 870, 400), fill=(250, 250, 247), outline=(70, 76, 80), width=10)
    for bar in range(5):
        height = random.randrange(60, 220)
        pen.rectangle((390 + bar * 88, 370 - height, 446 + bar * 88, 370), fill=(15, 82, 87))
    pen.ellipse((180, 560, 1020, 800), fill=(112, 78, 54))
    for place in range(7):
        x, y = 130 + place * 135, 480 + abs(3 - place) * 22
        shirt = random.choice([(46, 83, 130), (196, 160, 84), (118, 52, 60), (70, 104, 72)])
        pen.rounded_rectangle((x, y + 66, x + 110, y + 210), 42, fill=shirt)
        pen.ellipse((x + 21, y, x + 89, y + 78), fill=(150 + random.randrange(40), 108, 78))
    return _saved(picture, "JPEG", quality=80)


def sheet(text: str, title: str) -> bytes:
    """A sheet of paper with a text, as a scanner would make it."""
    page = Image.new("RGB", (827, 1169), "white")
    pen = ImageDraw.Draw(page)
    pen.multiline_text((110, 130), text, fill="black", font=ImageFont.load_default(22), spacing=12)
    moment = gmtime(1_790_000_000)
    return _saved(page, "PDF", resolution=100, creationDate=moment, modDate=moment, title=title)


def _saved(picture: Image.Image, kind: str, **values: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **values)
    return out.getvalue()
