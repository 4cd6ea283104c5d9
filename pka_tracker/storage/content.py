"""What may become a file: the type is found in the bytes, never in the name, and images are drawn anew."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass

import filetype
import pillow_heif
from PIL import Image, ImageOps

from pka_tracker.errors import Incomplete
from pka_tracker.models.texts.outline import N_

pillow_heif.register_heif_opener()
warnings.simplefilter("error", Image.DecompressionBombWarning)

#: A picture is kept with this longest side, its thumbnail with the other.
IMAGE_SIDE, THUMBNAIL_SIDE = 1600, 320
#: Beyond this many pixels a picture is not opened: it would need more memory than a server has to spare.
MOST_PIXELS = 64_000_000
#: What Pillow raises for bytes that only pretend to be a picture.
BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)

OFFICE = "application/vnd.openxmlformats-officedocument."
#: The part that makes a ZIP a document of its kind.
OFFICE_PARTS = {
    "word/document.xml": (OFFICE + "wordprocessingml.document", "docx"),
    "xl/workbook.xml": (OFFICE + "spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": (OFFICE + "presentationml.presentation", "pptx"),
}
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
JPEG, PNG = ("image/jpeg", "jpg"), ("image/png", "png")
#: The way an older Office file, or one with a password, begins.
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How a whole PDF ends, and a page of it, which newer ones keep packed.
PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
PDF_PAGE = re.compile(rb"/Type\s*/(?:Page|ObjStm)(?![A-Za-z])")
DAMAGED = N_("The file is damaged. Save it anew and choose it again.")
#: What a browser offers to choose; the decision falls on the bytes.
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,.heic,application/pdf,.docx,.xlsx,.pptx"


@dataclass(frozen=True)
class Content:
    """Bytes that are fit to be kept, with what the row tells of them."""

    name: str
    media_type: str
    data: bytes
    thumbnail: bytes | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read(name: str, data: bytes, limit: int) -> Content:
    """Make of an upload what is kept. ``limit`` is the largest size in bytes.

    Refuses (``Incomplete``) what is empty, too large, of another type than the allowed ones, or broken.
    """
    if not data:
        raise Incomplete([N_("The file is empty.")])
    if len(data) > limit:
        raise Incomplete([N_("The file is too large. Make it smaller or split it, and choose it again.")])
    found = filetype.guess(data[:8192])
    media_type = found.mime if found else ""
    if media_type in IMAGES:
        return _picture(name, data)
    if media_type == "application/pdf":
        return _pdf(name, data)
    if data.startswith(b"PK\x03\x04"):
        media_type, ending = _office(data)
        return Content(clean_name(name, ending), media_type, data)
    if data.startswith(OLD_OFFICE):
        raise Incomplete(
            [
                N_(
                    "This is an older Office file (.doc, .xls, .ppt) or one with a password. "
                    "Save it as .docx, .xlsx, .pptx or PDF without a password, and choose it again."
                )
            ]
        )
    raise Incomplete([N_("This type of file is not taken. Choose a photo, PDF, DOCX, XLSX or PPTX.")])


def _pdf(name: str, data: bytes) -> Content:
    """A PDF that arrived whole: with its end, and with at least one page."""
    if not PDF_END.search(data[-4096:]) or not PDF_PAGE.search(data):
        raise Incomplete([DAMAGED])
    return Content(clean_name(name, "pdf"), "application/pdf", data)


def _office(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Incomplete([DAMAGED]) from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Incomplete([N_("The file contains macros. Save it without them.")])
    kinds = [kind for part, kind in OFFICE_PARTS.items() if part in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        raise Incomplete([N_("This type of file is not taken. Choose a photo, PDF, DOCX, XLSX or PPTX.")])
    return kinds[0]


def _picture(name: str, data: bytes) -> Content:
    """Drawn anew, the picture has no place where it was taken, no camera, and nothing hidden behind it."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "HEIF")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Incomplete(
                    [N_("The picture has too many pixels. Make it smaller and choose it again.")]
                )
            format_ = "PNG" if opened.format == "PNG" or _is_clear(opened) else "JPEG"
            opened.draft("RGB", (IMAGE_SIDE, IMAGE_SIDE))  # a large JPEG is read at a fraction of its size
            picture = ImageOps.exif_transpose(opened).convert("RGBA" if _is_clear(opened) else "RGB")
        picture.thumbnail((IMAGE_SIDE, IMAGE_SIDE))
        kept = _drawn(picture, format_)
        picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        media_type, ending = PNG if format_ == "PNG" else JPEG
        return Content(clean_name(name, ending), media_type, kept, _drawn(picture, "WEBP"))
    except BROKEN:
        raise Incomplete([N_("The picture cannot be read. Save it anew and choose it again.")]) from None


def _is_clear(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _drawn(picture: Image.Image, format_: str) -> bytes:
    out = io.BytesIO()
    bare = picture.copy()
    bare.info = {}  # no EXIF, no XMP, no colour profile
    bare.save(out, format_, quality=85, method=4)
    return out.getvalue()


def clean_name(name: str, ending: str) -> str:
    """The last part of a path, without what is not seen, with the ending of what the file really is."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem = " ".join(re.sub(r'[<>:"|?*]', "_", seen).split())
    if "." in stem.strip("."):
        stem, _dot, said = stem.rpartition(".")
        stem = stem if len(said) <= 5 and said.isalnum() else f"{stem}.{said}"
    return f"{stem.strip('. ')[:150] or 'file'}.{ending}"
