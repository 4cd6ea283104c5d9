"""Which agency a row speaks of: one that is known, or a new one, perhaps only spelt in another way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pka_tracker.extensions import db
from pka_tracker.models import Agency
from pka_tracker.models.cohorts.likeness import closest, folded
from pka_tracker.queries.cohorts.people_import import Office


class Offices:
    """The agencies that are known, and those that a file brings, as it is read."""

    def __init__(self, known: Iterable[Office]) -> None:
        self._named: dict[str, list[Office]] = defaultdict(list)
        self._folded: dict[str, str] = {}
        self._alike: dict[Office, str] = {}
        self._names: dict[int | None, str] = {}
        for office in known:
            self._add(office)

    def find(self, name: str, region: str) -> list[Office]:
        """The agencies of this name, in this region or, where none is named, in any; a new one where there is none."""
        shorter = self._without_region(name, region)
        found = self._known(name, region) or self._known(shorter, region)
        if not found:
            office = Office(None, shorter, region)
            self._alike[office] = closest(shorter, self._folded)
            self._add(office)
            found = [office]
        return found

    def only_unplaced(self, name: str, region: str) -> Office | None:
        """The agency of this name that is kept without a region, where the region has none of this name: a list gives
        its region to every row that names none, so this may be the one that is meant."""
        if self._known(name, region):
            return None
        return next((one for one in self._known(name, "") if one.id is not None and not one.region), None)

    def _known(self, name: str, region: str) -> list[Office]:
        named = self._named.get(_key(name), [])
        return [office for office in named if not region or _key(office.region) == _key(region)]

    def alike(self, office: Office) -> str:
        """The name that a new agency is much like; empty where there is none."""
        return self._alike.get(office, "")

    def name_of(self, office_id: int | None) -> str:
        """The name of a known agency; empty where there is none."""
        return self._names.get(office_id, "")

    def _add(self, office: Office) -> None:
        self._named[_key(office.name)].append(office)
        self._folded[office.name] = folded(office.name)
        if office.id is not None:
            self._names[office.id] = office.name

    def _without_region(self, name: str, region: str) -> str:
        """Dinas Kesehatan Kabupaten Minahasa is the Dinas Kesehatan of that region."""
        if region and _key(name).endswith(f" {_key(region)}") and len(name) > len(region) + 1:
            return name[: -len(region)].rstrip(" ,-")
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


def _key(text: str) -> str:
    return " ".join(text.casefold().replace("&", " dan ").split())
