"""The fingerprint of a text: what a paper says of it, so that anybody can tell whether it is this one."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def fingerprint(content: dict[str, Any]) -> str:
    """The SHA-256 of a content, the same however the database keeps it."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
