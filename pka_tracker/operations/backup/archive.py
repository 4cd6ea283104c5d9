"""The archive: a ZIP of tables as lines of JSON and of files as they are, with a manifest that counts and hashes.

Anybody can open it with any program, twenty years from now:

    manifest.json         what is inside: the migration, rows and columns of each table, the SHA-256 of each member
    tables/<name>.jsonl   one row a line
    blobs/<key>           the bytes of an attached file
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
PIECE = 1024 * 1024
#: What reading a damaged archive may raise.
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, NotImplementedError)


class Refused(Exception):
    """An archive that cannot be used, or a place it cannot go; the sentence says what to do."""


@dataclass
class Manifest:
    """What an archive says of itself."""

    format: int = FORMAT
    created_at: str = ""
    revision: list[str] = field(default_factory=list)  # of the migrations
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)  # {name: {"rows": n, "columns": [...]}}
    members: dict[str, dict[str, Any]] = field(default_factory=dict)  # {name: {"size": n, "sha256": "..."}}
    missing: list[str] = field(default_factory=list)  # keys that rows name, without bytes when it was made

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.tables.values())

    @property
    def blobs(self) -> int:
        return sum(name.startswith("blobs/") for name in self.members)


def table_member(name: str) -> str:
    return f"tables/{name}.jsonl"


def blob_member(key: str) -> str:
    return f"blobs/{key}"


class Writer:
    """An archive being written."""

    def __init__(self, target: zipfile.ZipFile) -> None:
        self._zip = target
        self.manifest = Manifest()

    def add(self, name: str, pieces: Iterable[bytes], *, packed: bool) -> int:
        """Write one member piece by piece; how many pieces it had. ``packed`` where it becomes smaller."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        digest, size, number = hashlib.sha256(), 0, 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
                digest.update(piece)
                size, number = size + len(piece), number + 1
        self.manifest.members[name] = {"size": size, "sha256": digest.hexdigest()}
        return number

    def close(self) -> None:
        """The manifest comes last, when everything is counted."""
        self._zip.writestr(MANIFEST, json.dumps(asdict(self.manifest), indent=1, ensure_ascii=False))


@contextmanager
def writing_to(path: Path) -> Iterator[Writer]:
    """An archive under a temporary name, for its owner's eyes only; the right name is given to a whole one."""
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(0o600)
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w") as target:
                writer = Writer(target)
                yield writer
                writer.close()
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


class Reader:
    """An archive being read. What cannot be read raises one of ``DAMAGES``."""

    def __init__(self, source: zipfile.ZipFile) -> None:
        self._zip = source
        self.names = set(source.namelist()) - {MANIFEST}
        self.manifest = Manifest(**json.loads(source.read(MANIFEST)))

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member piece by piece."""
        with self._zip.open(name) as member:
            while piece := member.read(PIECE):
                yield piece

    def lines(self, name: str) -> Iterator[bytes]:
        """A member line by line."""
        with self._zip.open(name) as member:
            yield from member

    def read(self, name: str) -> bytes:
        """A whole member."""
        return self._zip.read(name)


@contextmanager
def reading_from(path: Path) -> Iterator[Reader]:
    """Open an archive. Refuses what is none, or was written by a later version of the program."""
    try:
        source = zipfile.ZipFile(path)
    except DAMAGES as error:
        raise Refused(f"{path} is no archive that can be read: {error}.") from None
    with source:
        try:
            reader = Reader(source)
        except (*DAMAGES, TypeError) as error:
            raise Refused(f"{path} has no manifest that can be read: {error}.") from None
        if reader.manifest.format != FORMAT:
            raise Refused(f"{path} has format {reader.manifest.format}; this program reads {FORMAT}.")
        yield reader
