"""What tells in a text who somebody is: name, NIP, e-mail address, and the telephone number beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import dropwhile
from typing import Any

from pka_tracker.models import User
from pka_tracker.models.accounts.user import FRONT_TITLES

#: What stands where something was taken out.
REDACTED = "–"
#: A mobile number of Indonesia, written together or in groups; no amount of money begins like one.
MOBILE = r"(?<![\w+])(?:\+62[\s.()-]{0,2}8|628|08)[1-9](?:[\s.-]?\d){6,10}(?!\d)"
#: What people write between a name and a number.
BETWEEN = r"[\s,:;(/–-]{0,3}(?:(?:hp|wa|telp|tlp|no)\b[\s.:]*){0,3}"
#: A shorter text is no telling name.
SHORTEST = 6


@dataclass(frozen=True)
class Signs:
    """What tells somebody in other people's texts, and what does in their own, where every number counts."""

    words: tuple[str, ...]
    anywhere: re.Pattern[str]
    own: re.Pattern[str]


def signs_of(user: User) -> Signs:
    """What tells this person, however large the letters and wide the gaps. A single word is no telling name."""
    found = {name: _spaced(name) for name in _names_of(user)} | {user.email: re.escape(user.email)}
    if len(user.nip) >= SHORTEST:
        found[user.nip] = r"[\s.]?".join(user.nip)
    words = sorted(found, key=len, reverse=True)
    telling = rf"(?<!\w)(?:{'|'.join(found[word] for word in words)})(?!\w)"
    beside = f"{telling}(?:{BETWEEN}{MOBILE})?"
    return Signs(
        tuple(words), re.compile(beside, re.IGNORECASE), re.compile(f"{beside}|{MOBILE}", re.IGNORECASE)
    )


def _names_of(user: User) -> list[str]:
    """The name with its titles and without."""
    words = user.name.partition(",")[0].split()
    bare = " ".join(dropwhile(lambda word: word.rstrip(".").lower() in FRONT_TITLES, words))
    return [name for name in (user.name, bare if " " in bare else "") if len(name) >= SHORTEST]


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(word) for word in name.split())


def without(value: Any, signs: re.Pattern[str]) -> Any:
    """The value with the signs taken out of its texts, however deep; keys stay."""
    match value:
        case dict():
            return {key: without(one, signs) for key, one in value.items()}
        case list():
            return [without(one, signs) for one in value]
        case str():
            return signs.sub(REDACTED, value)
    return value


def emptied(value: Any) -> Any:
    """What is left of something that was the person's alone: that there was something."""
    if isinstance(value, dict | list):
        return type(value)()
    return REDACTED if value else value
