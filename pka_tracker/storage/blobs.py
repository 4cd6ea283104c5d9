"""Bytes under a key: in a folder, or in a store that speaks S3. Knows no rows and no people.

Keys are drawn by the program and begin with the name of what they belong to, e.g. ``files/3f/3f09…``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

import obstore
from flask import Flask, current_app
from obstore.store import LocalStore, from_url

from pka_tracker.errors import NotFound


class Blob(NamedTuple):
    """What is known of stored bytes without reading them."""

    key: str
    size: int
    changed_at: datetime


def init_app(app: Flask) -> None:
    """Open the store that ``FILES_URL`` names; without one a folder beside the database."""
    url = str(app.config["FILES_URL"])
    if "://" in url:
        app.extensions["blobs"] = from_url(url, **app.config["FILES_OPTIONS"])
    else:
        folder = Path(app.instance_path) / (url or "files")
        app.extensions["blobs"] = LocalStore(prefix=str(folder), mkdir=True)


def _store() -> Any:
    return current_app.extensions["blobs"]


def put(key: str, data: bytes | IO[bytes]) -> None:
    """Keep bytes under a key. Nobody sees half of them: a folder renames, S3 finishes first."""
    obstore.put(_store(), key, data)


def get(key: str) -> bytes:
    """The bytes under a key. Refuses a key that is not there."""
    try:
        return bytes(obstore.get(_store(), key).bytes())
    except FileNotFoundError:
        raise NotFound(key) from None


def stream(key: str) -> Iterator[bytes]:
    """The bytes under a key piece by piece. Refuses a key that is not there before the first piece."""
    try:
        found = obstore.get(_store(), key)
    except FileNotFoundError:
        raise NotFound(key) from None
    return (bytes(piece) for piece in found.stream(min_chunk_size=256 * 1024))


def delete(key: str) -> None:
    """Forget the bytes under a key; that they are gone already is fine."""
    try:
        obstore.delete(_store(), key)
    except FileNotFoundError:
        return


def walk(prefix: str) -> Iterator[Blob]:
    """Everything under a prefix, e.g. ``files``."""
    for page in obstore.list(_store(), prefix):
        for item in page:
            yield Blob(item["path"], item["size"], item["last_modified"])
