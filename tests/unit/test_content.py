"""What may become a file: hostile bytes are refused or made harmless."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from pka_tracker.errors import Incomplete
from pka_tracker.storage import content

LIMIT = 20_000_000


def picture(kind: str, size=(2400, 1200), **values) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **values)
    return out.getvalue()


def exif_of_a_phone() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "S"
    exif.get_ifd(0x8825)[2] = (6.0, 10.0, 41.0)
    return exif


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name in names:
            written.writestr(name, "<x/>")
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "WEBP", "PNG"])
def test_a_picture_is_drawn_anew_without_its_place(kind):
    sent = picture(kind, exif=exif_of_a_phone())
    kept = content.read("IMG 1.HEIC", sent, LIMIT)
    ending, media_type = ("png", "image/png") if kind == "PNG" else ("jpg", "image/jpeg")
    assert (kept.name, kept.media_type) == (f"IMG 1.{ending}", media_type)
    for data, side in ((kept.data, 1600), (kept.thumbnail, 320)):
        with Image.open(io.BytesIO(data)) as shown:
            assert not shown.getexif() and max(shown.size) == side


def test_a_picture_one_can_look_through_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "WEBP")
    kept = content.read("stempel.webp", out.getvalue(), LIMIT)
    assert kept.name == "stempel.png"
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert shown.getpixel((1, 1))[3] == 0


def pdf(text: bytes = b"isi") -> bytes:
    """A small whole PDF; another text makes another file."""
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n% " + text + b"\n"
    return body + b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n9\n%%EOF\n"


def test_a_whole_pdf_is_kept_as_it_is():
    assert content.read("SK.pdf", pdf(), LIMIT).data == pdf()


def test_an_older_office_file_is_refused_saying_what_to_do():
    with pytest.raises(Incomplete) as refused:
        content.read("SK.doc", content.OLD_OFFICE + bytes(600), LIMIT)
    assert "Save it as .docx" in refused.value.items[0]


def test_a_turned_picture_stands_upright():
    kept = content.read("a.jpg", picture("JPEG", exif=exif_of_a_phone()), LIMIT)
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert shown.size == (800, 1600)


def test_nothing_stays_hidden_behind_a_picture():
    kept = content.read("a.jpg", picture("JPEG") + b"<script>alert(1)</script>", LIMIT)
    assert b"script" not in kept.data


@pytest.mark.parametrize("part", content.OFFICE_PARTS)
def test_office_files_are_known_by_their_parts(part):
    data = archive("[Content_Types].xml", part)
    kept = content.read("laporan.exe", data, LIMIT)
    assert kept.name == f"laporan.{content.OFFICE_PARTS[part][1]}" and kept.data == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a<script>alert(1)</script>",
        b"MZ\x90\x00" + bytes(200),
        b"<html><script>alert(1)</script>",
        b"\xff\xd8\xff\xe0broken",
        archive("a.txt"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04broken",
        png_that_claims(50_000, 50_000),
        b"%PDF-1.7" + bytes(LIMIT),
        b"%PDF-1.7 isi",
        pdf()[:-8],
        pdf().replace(b"/Type/Page/", b"/Type/Pagex/"),
    ],
    ids=[
        *("empty", "gif", "exe", "html", "broken jpeg", "zip", "macros", "broken zip", "bomb", "too large"),
        *("only called PDF", "cut off", "no page"),
    ],
)
def test_what_is_hostile_or_broken_is_refused(data):
    with pytest.raises(Incomplete):
        content.read("laporan.pdf", data, LIMIT)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\SK Tim.pdf", "SK Tim.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_names_lose_their_path_and_what_is_not_seen(typed, kept):
    assert content.clean_name(typed, "pdf") == kept
