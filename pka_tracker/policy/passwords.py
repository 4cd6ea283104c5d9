"""Which passwords are too easy: what is known of the person, and what is tried first by whoever guesses."""

from __future__ import annotations

import enum
import re
import unicodedata

from zxcvbn import zxcvbn

from pka_tracker.models import User

#: What must be left of a password once the person's own name, address and NIP are taken out of it.
MUST_REMAIN = 6
#: Of zxcvbn's 0 to 4: an online attack that is slowed down gets nowhere.
STRONG_ENOUGH = 3
#: zxcvbn reads no more, and what is strong by then stays strong.
READ = 72
#: What people here begin with; zxcvbn's own lists are English.
USUAL = (
    *("indonesia", "merdeka", "pancasila", "garuda", "sulawesi", "minahasa", "manado", "jakarta", "tondano"),
    *(
        "rahasia",
        "katasandi",
        "sandi",
        "bismillah",
        "alhamdulillah",
        "sayang",
        "selamat",
        "pegawai",
        "negara",
    ),
    *(
        "pelatihan",
        "kepemimpinan",
        "pengawas",
        "administrator",
        "peserta",
        "mentor",
        "penyelenggara",
        "bupati",
    ),
    *("kabupaten", "pemerintah", "daerah", "dinas", "badan", "pka", "pkp", "asn", "pns", "lan"),
)


class Weakness(enum.StrEnum):
    """Why a password is refused."""

    OWN = "own"  # name, address or NIP of the person
    DIGITS = "digits"  # a number: a NIP, a telephone, a day of birth
    GUESSED = "guessed"


def weakness_of(password: str, person: User) -> Weakness | None:
    """Why this password is too easy for this person; None where it is not."""
    known = _known_of(person)
    rest = _plain(password)
    for piece in sorted(known, key=len, reverse=True):
        rest = rest.replace(piece, "")
    if len(rest) < MUST_REMAIN and rest != _plain(password):
        return Weakness.OWN
    if re.sub(r"[\W_]", "", password).isdecimal():
        return Weakness.DIGITS
    found = zxcvbn(password[:READ], user_inputs=[*known, *USUAL])
    return None if found["score"] >= STRONG_ENOUGH else Weakness.GUESSED


def _known_of(person: User) -> set[str]:
    """The pieces of name, address and NIP that a colleague knows."""
    local = person.email.partition("@")[0]
    words = re.split(r"[\W_]+", f"{person.name} {person.email}")
    pieces = {_plain(text) for text in (person.nip, person.email, local, person.name, *words)}
    return {piece for piece in pieces if len(piece) > 2}


def _plain(text: str | None) -> str:
    """Small letters and digits alone, without accents."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text or "").casefold())
