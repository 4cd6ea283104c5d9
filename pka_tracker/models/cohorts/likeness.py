"""Titles that are alike, though nobody copied: pure functions. The languages of stems are Indonesian's."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from rapidfuzz.fuzz import ratio, token_sort_ratio
from rapidfuzz.process import extractOne
from snowballstemmer import stemmer

#: From this likeness on, 0 to 100, two titles are worth a look; tests/unit/test_likeness.py argues for it.
ALIKE = 63.5
#: A word in more than this part of the titles tells nothing about any of them; never fewer than so many titles.
COMMON, COMMON_AT_LEAST = 0.2, 3
#: The same for the names of offices: Dinas Perikanan and Dinas Pertanian (87) are two, Dinas Sosail is a slip (92).
ALIKE_NAMES = 88
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Where it is done stands at the end, and two plans of one office are not alike for that.
_AT_THE_OFFICE = re.compile(
    r"\s(?:pada|di)\s+(?:dinas|badan|bagian|kantor|inspektorat|sekretariat|kecamatan|rsud)\b.*", re.IGNORECASE
)
_STEMMER = stemmer("indonesian")

#: What every title says: how it is done and that it will be better, in any form of the word.
_BOILERPLATE = """
    dan atau yang untuk dengan dari dalam pada oleh melalui berbasis bagi serta secara menuju terhadap guna
    optimalisasi peningkatan pengembangan penguatan percepatan strategi upaya inovasi rancangan implementasi penerapan
    pemanfaatan efektivitas kualitas kinerja digital digitalisasi elektronik online daring teknologi sistem informasi
    aplikasi layanan pelayanan pengelolaan manajemen terpadu terintegrasi integrasi model program
    pendataan penyusunan dinas badan bidang kantor sekretariat kabupaten kota kecamatan daerah pemerintah provinsi minahasa
"""


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


_EMPTY = frozenset(_stem(word) for word in _BOILERPLATE.split())


class Likeness(NamedTuple):
    """Two titles that are alike: their keys, how much (0 to 100), and the words they share as the first has them."""

    first: int
    second: int
    percent: int
    words: tuple[str, ...]


def alike(titles: Mapping[int, str]) -> list[Likeness]:
    """The pairs of titles that are alike, the most alike first; only those that share a word's stem are compared."""
    stems = {key: _stems(title) for key, title in titles.items()}
    seen_in = Counter(stem for found in stems.values() for stem in found)
    most = max(COMMON_AT_LEAST, COMMON * len(titles))
    telling = {key: {s: w for s, w in found.items() if seen_in[s] <= most} for key, found in stems.items()}
    texts = {key: " ".join(sorted(found)) for key, found in telling.items()}
    pairs = []
    for first, second in _sharing(telling):
        percent = token_sort_ratio(texts[first], texts[second])
        if percent >= ALIKE:
            shared = tuple(word for stem, word in telling[first].items() if stem in telling[second])
            pairs.append(Likeness(first, second, round(percent), shared))
    return sorted(pairs, key=lambda pair: (-pair.percent, pair.first, pair.second))


def _stems(title: str) -> dict[str, str]:
    """The telling stems of a title with a word each, in the order of the title."""
    found: dict[str, str] = {}
    for word in _WORD.findall(_AT_THE_OFFICE.sub("", title)):
        found.setdefault(_stem(word.casefold()), word)
    return {stem: word for stem, word in found.items() if stem not in _EMPTY}


def _sharing(telling: Mapping[int, Mapping[str, str]]) -> set[tuple[int, int]]:
    having: dict[str, list[int]] = defaultdict(list)
    for key in sorted(telling):
        for stem in telling[key]:
            having[stem].append(key)
    return {pair for keys in having.values() for pair in combinations(keys, 2)}


def closest(name: str, names: Mapping[str, str]) -> str:
    """The name that is most like this one in another order or spelling; empty where none is. ``names`` are folded."""
    found = extractOne(folded(name), names, scorer=ratio, score_cutoff=ALIKE_NAMES)
    return str(found[2]) if found else ""


def folded(name: str) -> str:
    """The name of an office as ``closest`` compares it: its words in small letters and in order."""
    return " ".join(sorted(_WORD.findall(name.casefold())))
