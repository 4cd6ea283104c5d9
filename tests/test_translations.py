"""The Indonesian catalogue has no gaps."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


def wanted() -> set[str]:
    """Every source string of the program."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: set[str] = set()
    for folder in ("pka_tracker", "templates"):
        mapping = [
            (pattern.removeprefix(f"{folder}/"), method)
            for pattern, method in methods
            if pattern.startswith(folder)
        ]
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, mapping, options, KEYWORDS, strip_comment_tags=True
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found


def catalogue():
    with (ROOT / "pka_tracker/translations/id/LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale="id")


def test_every_word_is_in_the_catalogue():
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue() if m.id}
    assert sorted(wanted() - known) == []


def test_every_word_is_translated():
    def words(message):
        return (message.string,) if isinstance(message.string, str) else message.string

    assert [m.id for m in catalogue() if m.id and (m.fuzzy or not all(words(m)))] == []


def test_translations_keep_the_named_places():
    def places(text):
        return set(re.findall(r"%\((\w+)\)[sd]", text))

    wrong = []
    for message in catalogue():
        source = message.id if isinstance(message.id, str) else message.id[-1]
        strings = (message.string,) if isinstance(message.string, str) else message.string
        wrong += [message.id for text in strings if source and places(text) != places(source)]
    assert wrong == []
