"""Which stored bytes belong to which row. A table that names bytes has its line here; a test looks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pka_tracker.operations.cohorts.paper_templates import layout_key
from pka_tracker.operations.files import blob_key
from pka_tracker.operations.packages.packages import zip_key


def _file(row: Mapping[str, Any]) -> list[str]:
    keys = [blob_key(row["key"])]
    return [*keys, blob_key(row["key"], thumbnail=True)] if row["has_thumbnail"] else keys


def _package(row: Mapping[str, Any]) -> list[str]:
    """Pieces of a package that is still being made are left out: they are made again."""
    return [zip_key(row["key"])] if row["finished_at"] else []


NAMED: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "file": _file,
    "package": _package,
    "paper_template": lambda row: [layout_key(row["key"])],
}


def blobs_of(table: str, row: Mapping[str, Any]) -> list[str]:
    """The keys of the bytes that this row names."""
    return NAMED[table](row) if table in NAMED else []
