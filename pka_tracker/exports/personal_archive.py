"""What a person has here as one ZIP: a letter that explains it, papers to read, data for programs, their files."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import IO, Any, NamedTuple

#: What a file name may not hold on one of the usual systems.
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
LONGEST_NAME = 120


class Member(NamedTuple):
    """One file of the ZIP, piece by piece."""

    name: str
    pieces: Iterable[bytes]
    packed: bool = False


def write(target: IO[bytes], members: Iterable[Member]) -> None:
    """Put the members into a ZIP, one after the other, so that no more than a piece is in memory."""
    with zipfile.ZipFile(target, "w") as archive:
        for member in members:
            info = zipfile.ZipInfo(member.name)
            info.compress_type = zipfile.ZIP_DEFLATED if member.packed else zipfile.ZIP_STORED
            with archive.open(info, "w", force_zip64=True) as file:
                for piece in member.pieces:
                    file.write(piece)


def text(name: str, words: str) -> Member:
    """A text to read."""
    return Member(name, [words.encode()], packed=True)


def data(name: str, values: Any) -> Member:
    """Values for a program, as JSON; days and moments in ISO 8601."""
    written = json.dumps(values, ensure_ascii=False, indent=1, default=_write)
    return Member(name, [written.encode()], packed=True)


def _write(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no form in JSON")


def safe_name(number: int, name: str) -> str:
    """The name somebody gave a file, made one that every system takes, and different from the others' by its number."""
    return f"{number}-{UNSAFE.sub('_', name)[-LONGEST_NAME:]}"
