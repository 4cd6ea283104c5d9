"""What an import says of the rows of a file before anything is written."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Judgement(enum.StrEnum):
    """What an import would do with one row of a file."""

    NEW = "new"
    SAME = "same"
    CHANGES = "changes"
    REFUSED = "refused"


@dataclass(frozen=True)
class ImportRow:
    """One row of a file: {field: text} of the columns that were recognised."""

    number: int
    texts: Mapping[str, str]


class RowChange(NamedTuple):
    """What would be another: which field, and how it reads before and after."""

    field: str
    before: str | bool
    after: str | bool


def fingerprint(told: object) -> str:
    """The same as long as the same would be done: what a confirmation agrees to. ``told`` is JSON."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
