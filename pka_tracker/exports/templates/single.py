"""Facts that a layout can place one by one, by the words that offices use for them."""

from __future__ import annotations

from pka_tracker.exports.document import Document, in_official_language
from pka_tracker.models.texts.outline import N_
from pka_tracker.words import gettext as _

#: {placeholder: under which label it stands in a paper}
FACTS = {
    "nama": N_("Name"),
    "nip": N_("NIP"),
    "pangkat": N_("Rank and grade"),
    "jabatan": N_("Position"),
    "unit_kerja": N_("Work unit"),
    "instansi": N_("Agency"),
    "angkatan": N_("Cohort"),
    "mentor": N_("Mentor"),
    "coach": N_("Coach"),
}
#: {placeholder: whose number of those who sign}
NUMBERS = {"nip_mentor": N_("Mentor"), "nip_coach": N_("Coach")}
NAMES = frozenset((*FACTS, *NUMBERS, "judul", "tanggal"))


def single_facts(document: Document) -> dict[str, str]:
    """Every one of them, empty where the paper has none."""
    with in_official_language():
        labels = {key: _(label) for key, label in (FACTS | NUMBERS).items()}
    signs = {one.role: one for one in document.signatures}
    known = {role: one.name for role, one in signs.items()} | dict(document.facts)
    found = {key: known.get(labels[key], "") for key in FACTS}
    numbers = {key: signs[labels[key]].nip if labels[key] in signs else "" for key in NUMBERS}
    return found | numbers | {"judul": document.title, "tanggal": document.day}
