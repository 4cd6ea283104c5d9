"""Whether an archive is whole: everything is read, hashed and counted."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from pka_tracker.operations.backup.archive import DAMAGES, Reader, blob_member, table_member
from pka_tracker.operations.backup.named_blobs import blobs_of


@dataclass
class Findings:
    """``damages`` say what is not as it was written; ``missing`` are bytes that rows name and nobody had."""

    damages: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return not (self.damages or self.missing)


def check(archive: Reader) -> Findings:
    """Read the whole archive and compare it with its manifest."""
    found = Findings()
    listed = set(archive.manifest.members)
    found.damages += [f"{name} is not in the archive" for name in sorted(listed - archive.names)]
    found.damages += [f"{name} is not in the manifest" for name in sorted(archive.names - listed)]
    for name in sorted(listed & archive.names):
        _member(archive, name, found)
    for table in archive.manifest.tables:
        if table_member(table) not in listed:
            found.damages.append(f"table {table} is not in the archive")
        elif not found.damages:
            _table(archive, table, found)
    return found


def _member(archive: Reader, name: str, found: Findings) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        for piece in archive.pieces(name):
            digest.update(piece)
            size += len(piece)
    except DAMAGES as error:
        found.damages.append(f"{name} cannot be read: {error}")
        return
    if archive.manifest.members[name] != {"size": size, "sha256": digest.hexdigest()}:
        found.damages.append(f"{name} is not what was written")


def _table(archive: Reader, table: str, found: Findings) -> None:
    """Count the rows, and look for the bytes that they name."""
    rows = 0
    for line in archive.lines(table_member(table)):
        rows += 1
        named = blobs_of(table, json.loads(line))
        found.missing += [key for key in named if blob_member(key) not in archive.names]
    if rows != archive.manifest.tables[table]["rows"]:
        found.damages.append(f"table {table} has {rows} rows, not {archive.manifest.tables[table]['rows']}")
