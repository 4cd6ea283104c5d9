"""Taking a person out of texts: their own, and those of others who knew them. models/personal.py says which there are."""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.models import Practice, User
from pka_tracker.models.personal import LETTERS, OWN
from pka_tracker.operations.personal.signs import Signs, emptied, without
from pka_tracker.operations.practices import practices
from pka_tracker.queries.personal import whose

Row = dict[str, Any]


def redact(user: User, signs: Signs) -> Counter[str]:
    """Take the signs of a person out of every text where they can be; how many rows changed, by table."""
    counts = Counter[str]()
    for name in OWN:
        if name not in LETTERS:
            table = whose.table_of(name)
            changes = _changes(table, user, signs)
            if changes:
                _write(table, changes)
                counts[name] = len(changes)
    return counts


def _changes(table: sa.Table, user: User, signs: Signs) -> list[Row]:
    """The texts of each row that must be another one, read row by row."""
    texts = whose.texts_of(table)
    about, wrote = whose.about(table, user), whose.written_by(table, user)
    if not texts:
        return []
    wanted = (
        sa.select(table.c.id, *texts, _holds(about).label("is_about"), _holds(wrote).label("is_written"))
        .where(sa.or_(about, wrote, whose.among_those_who_know(table, user)))
        .order_by(table.c.id)
        .execution_options(yield_per=50)
    )
    found = []
    for row in db.session.execute(wanted).mappings():
        before = {column.name: row[column.name] for column in texts}
        after = _cleaned(table.name, row, before, signs)
        if after != before:
            found.append({f"new_{column}": value for column, value in after.items()} | {"row": row["id"]})
    return found


def _holds(where: whose.Condition) -> sa.ColumnElement[bool]:
    return sa.case((where, sa.true()), else_=sa.false())


def _cleaned(table: str, row: Any, texts: Row, signs: Signs) -> Row:
    own = row["is_about"] or row["is_written"]
    after: Row = without(texts, signs.own if own else signs.anywhere)
    if row["is_about"]:
        after |= {column: emptied(texts[column]) for column in OWN[table].emptied}
        if table == "plan_version":
            after["content"] |= _nameless(texts["content"])
    if table == "file" and row["is_written"]:
        after["name"] = _renamed(row["id"], texts["name"])
    if table == "milestone_event" and own:
        after["files"] = [_renamed(row["id"], name) for name in texts["files"]]
    return after


def _nameless(content: Row) -> Row:
    """A version names who wrote it, who guided them and what their files were called."""
    files = [one | {"name": _renamed(one["id"], one["name"])} for one in content.get("files", [])]
    return {"identity": {}} | ({"files": files} if files else {})


def _renamed(number: int, name: str) -> str:
    """What somebody called their files often says whose they are. The bytes stay: they are evidence."""
    _stem, dot, ending = name.rpartition(".")
    return f"berkas-{number}{dot}{ending if dot else ''}"


def _write(table: sa.Table, changes: list[Row]) -> None:
    """Below the ORM, which refuses to change a version. Its fingerprint stays, and the row says since when the text is
    another one; a page that was open keeps nothing of what it still shows."""
    names = [name.removeprefix("new_") for name in changes[0] if name != "row"]
    values: Row = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    if "redacted_at" in table.c:
        values["redacted_at"] = now()
    if "lock_version" in table.c:
        values["lock_version"] = table.c.lock_version + 1
    db.session.execute(sa.update(table).where(table.c.id == sa.bindparam("row")).values(values), changes)
    if table.name == "practice":
        _find_anew([change["row"] for change in changes])


def _find_anew(numbers: list[int]) -> None:
    """The words by which the catalogue is searched follow its text."""
    wanted = sa.select(Practice).where(Practice.id.in_(numbers)).execution_options(populate_existing=True)
    for practice in db.session.scalars(wanted):
        practices.keep_words(practice)
