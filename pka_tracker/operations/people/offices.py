"""Which agency a row speaks of: one that is known, or a new one, perhaps only spelt in another way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pka_tracker.extensions import db
from pka_tracker.models import Agency
from pka_tracker.models.cohorts.likeness import closest, folded
from pka_tracker.queries.cohorts.people_import import Office

#: How offices shorten what regions, and their own, are called.
_SHORTENED = {"kab": "kabupaten", "prov": "provinsi", "propinsi": "provinsi", "kec": "kecamatan"}


class Offices:
    """The agencies that are known, and those that a file brings, as it is read."""

    def __init__(self, known: Iterable[Office]) -> None:
        self._named: dict[str, list[Office]] = defaultdict(list)
        #: {region: {agency with its region: its name as it is compared}}
        self._folded: dict[str, dict[str, str]] = defaultdict(dict)
        self._alike: dict[Office, str] = {}
        self._by_id: dict[int | None, Office] = {}
        for office in known:
            self._add(office)

    def find(self, name: str, region: str) -> list[Office]:
        """The agencies of this name, in this region or, where none is named, in any; a new one where there is none."""
        shorter = self._without_region(name, region)
        found = self._known(name, region) or self._known(shorter, region)
        if not found:
            office = Office(None, shorter, region)
            self._add(office)
            found = [office]
        return found

    def kept(self, office_id: int | None, name: str) -> Office | None:
        """The known agency of this id, where it is called so, whatever its region."""
        office = self._by_id.get(office_id)
        if office is None or key(office.name) not in (
            key(name),
            key(self._without_region(name, office.region)),
        ):
            return None
        return office

    def only_unplaced(self, name: str, region: str) -> Office | None:
        """The agency of this name that is kept without a region, where the region has none of this name: a list gives
        its region to every row that names none, so this may be the one that is meant."""
        if self._known(name, region):
            return None
        return next((one for one in self._known(name, "") if one.id is not None and not one.region), None)

    def _known(self, name: str, region: str) -> list[Office]:
        named = self._named.get(key(name), [])
        return [office for office in named if not region or key(office.region) == key(region)]

    def alike(self, office: Office) -> str:
        """What a new agency is much like, in its region or in none, with the region; empty where there is nothing."""
        if office not in self._alike:
            regions = {key(office.region), ""} if office.region else list(self._folded)
            near = {label: name for region in regions for label, name in self._folded[region].items()}
            near.pop(office.label, None)
            numbers = _numbers(office.label)
            near = {label: name for label, name in near.items() if _numbers(label) == numbers}
            self._alike[office] = closest(office.name, near)
        return self._alike[office]

    def label_of(self, office_id: int | None) -> str:
        """A known agency with its region; empty where there is none."""
        return self._by_id[office_id].label if office_id in self._by_id else ""

    def _add(self, office: Office) -> None:
        self._named[key(office.name)].append(office)
        self._folded[key(office.region)][office.label] = folded(office.name)
        if office.id is not None:
            self._by_id[office.id] = office

    def _without_region(self, name: str, region: str) -> str:
        """Dinas Kesehatan Kabupaten Minahasa is the Dinas Kesehatan of that region."""
        words = name.split()
        for place in range(1, len(words) if region else 0):
            if key(" ".join(words[place:])) == key(region):
                return " ".join(words[:place]).rstrip(" ,-")
        return name


def keep_offices(named: Mapping[Office, str]) -> dict[Office, int]:
    """The ids of these agencies, the new ones written; {agency: of which kind it is, where that is known}."""
    new = {
        office: Agency(name=office.name, region=office.region, kind=kind)
        for office, kind in named.items()
        if office.id is None
    }
    db.session.add_all(new.values())
    db.session.flush()
    return {office: new[office].id if office.id is None else office.id for office in named}


@lru_cache(maxsize=20_000)
def _numbers(text: str) -> tuple[str, ...]:
    """The numbers of a name: SMP Negeri 1 and SMP Negeri 2 are two."""
    return tuple(re.findall(r"\d+", text))


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """A name, or a region, as it is compared: Kab. Minahasa is Kabupaten Minahasa, & is dan."""
    words = text.casefold().replace("&", " dan ").replace(".", " ").split()
    return " ".join(_SHORTENED.get(word, word) for word in words)
