"""Counting tries, so that guessing a password or flooding a mailbox becomes slow."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from pka_tracker.errors import TooManyAttempts
from pka_tracker.extensions import db, now
from pka_tracker.models import Attempt


@dataclass(frozen=True)
class Limit:
    """At most so many tries in so long a time; ``by`` says whose tries are counted together."""

    by: str
    most: int
    window: timedelta


#: A class of forty shares one address, so addresses have room; one account from one address has little.
#: The limit of an account from everywhere is wide: whoever wants to lock somebody out should need long.
LIMITS: dict[str, tuple[Limit, ...]] = {
    "login": (
        Limit("pair", 8, timedelta(minutes=15)),
        Limit("account", 40, timedelta(minutes=60)),
        Limit("address", 200, timedelta(minutes=15)),
    ),
    # A calendar program asks a few times an hour; an office of a hundred behind one address still may.
    "calendar": (
        Limit("account", 60, timedelta(minutes=60)),
        Limit("address", 600, timedelta(minutes=60)),
    ),
    # Only links that open nothing count: whoever answers saves every few seconds.
    "evaluation": (
        Limit("account", 40, timedelta(minutes=60)),
        Limit("address", 200, timedelta(minutes=60)),
    ),
    "letter": (
        Limit("account", 3, timedelta(minutes=60)),
        Limit("address", 60, timedelta(minutes=60)),
    ),
}
LONGEST = max(limit.window for limits in LIMITS.values() for limit in limits)


def count(kind: str, account: str, address: str) -> None:
    """Count one try of this ``kind``; refuses with ``TooManyAttempts`` where a limit is reached.

    A refused try is not counted, so that waiting as long as the sentence says is enough.
    """
    keys = _keys(kind, account, address)
    _one_at_a_time(keys)
    db.session.execute(sa.delete(Attempt).where(Attempt.at < now() - LONGEST))
    ensure_room(kind, account, address)
    db.session.add_all(Attempt(key=key, at=now()) for key in keys.values())
    db.session.flush()


def ensure_room(kind: str, account: str, address: str) -> None:
    """Refuse with ``TooManyAttempts`` where a limit is reached; nothing is counted."""
    keys, moment = _keys(kind, account, address), now()
    tries = db.session.execute(
        sa.select(Attempt.key, Attempt.at).where(Attempt.key.in_(keys.values())).order_by(Attempt.at.desc())
    ).all()
    waits = [0]
    for limit in LIMITS[kind]:
        times = [at for key, at in tries if key == keys[limit.by] and at > moment - limit.window]
        if len(times) >= limit.most:
            waits.append(int((times[limit.most - 1] + limit.window - moment).total_seconds()) + 1)
    if any(waits):
        raise TooManyAttempts(max(waits))


def forget(kind: str, account: str, address: str) -> None:
    """Forget the tries of an account after it succeeded; those of the address stay."""
    keys = _keys(kind, account, address)
    del keys["address"]
    db.session.execute(sa.delete(Attempt).where(Attempt.key.in_(keys.values())))


def _keys(kind: str, account: str, address: str) -> dict[str, str]:
    """What each limit counts by. Hashed, because a table of failures must not become a list of people."""
    network = _network(address)
    named = {"account": account.strip().lower(), "address": network}
    named["pair"] = f"{named['account']}|{network}"
    wanted = {limit.by for limit in LIMITS[kind]}
    return {
        by: f"{kind}:{by}:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()[:40]}"
        for by, value in named.items()
        if by in wanted
    }


def _network(address: str) -> str:
    """An IPv6 customer has a whole /64; an IPv4 address is counted as it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False)) if parsed.version == 6 else address


def _one_at_a_time(keys: dict[str, str]) -> None:
    """Many tries at the same instant must not all see an empty table. SQLite lets one write anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        for key in sorted(keys.values()):
            db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(key))))
