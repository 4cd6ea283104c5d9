"""The texts of the demo, read from ``data/`` and fitted to a cohort's dates and a participant's home."""

from __future__ import annotations

import csv
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pka_tracker.models import Cohort
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.models.texts.outline import Content, Rows, Section

DATA = Path(__file__).parent / "data"
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@cache
def read(name: str) -> dict[str, Any]:
    """One TOML file of the data folder."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def table(name: str) -> list[dict[str, str]]:
    """One CSV file of the data folder."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plan_slugs() -> list[str]:
    """The plans whose text is complete on its own."""
    return sorted(path.stem for path in (DATA / "plans").glob("*.toml") if path.stem != "pattern")


def plan_content(slug: str, cohort: Cohort, places: dict[str, str]) -> dict[str, Content]:
    """Every section of one plan but ``atm``'s links, which depend on the writer's notes."""
    source = read(f"plans/{slug}")
    filled = dates_of(cohort) | places
    return {
        section.key: _section(section, source.get(section.key, {}), cohort, filled)
        for section in PLAN_SECTIONS
        if section.fields
    }


def dates_of(cohort: Cohort) -> dict[str, str]:
    """The dates that texts name, in words."""
    windows = cohort.horizons()
    return {
        "akhir_pendek": long_day(windows["short"][1]),
        "akhir_menengah": long_day(windows["medium"][1]),
        "akhir_panjang": long_day(windows["long"][1]),
        "tahun_depan": str(cohort.ends_on.year + 1),
        "tahun_lalu": str(cohort.starts_on.year - 1),
    }


def long_day(day: date) -> str:
    """A day as a letter writes it, e.g. 11 Desember 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def fill(value: Any, places: dict[str, str]) -> Any:
    """Put words into the named places of a text; numbers and flags pass."""
    if not isinstance(value, str):
        return value
    for name, text in places.items():
        value = value.replace("{" + name + "}", text)
    return (
        value[:1].upper() + value[1:]
        if value.startswith(tuple("abcdefghijklmnopqrstuvwxyz")) and " " in value
        else value
    )


def _section(section: Section, source: dict[str, Any], cohort: Cohort, places: dict[str, str]) -> Content:
    content: Content = {}
    for field in section.fields:
        value = source.get(field.key)
        if isinstance(field, Rows):
            rows = (
                [_dated(row, cohort) for row in value or []] if section.key == "milestones" else value or []
            )
            content[field.key] = [_row(field, row, number, places) for number, row in enumerate(rows)]
        else:
            content[field.key] = fill(value, places)
    return content


def _row(rows: Rows, values: list[Any], number: int, places: dict[str, str]) -> Content:
    columns = [column.key for column in rows.columns]
    filled = [fill(value, places) for value in values]
    return {"id": f"{rows.key}{number + 1}"} | dict(zip(columns, filled, strict=True))


def _dated(row: list[Any], cohort: Cohort) -> list[Any]:
    """Percentages of a horizon become days: [horizon, from, to, activity, responsible, ...]."""
    horizon, begin, end, activity, responsible, *rest = row
    first, last = cohort.horizons()[horizon]
    days = (last - first).days
    start, finish = (first + timedelta(days=days * share // 100) for share in (begin, end))
    return [horizon, activity, responsible, start.isoformat(), finish.isoformat(), *rest]


def note_content(
    practice: dict[str, str], visit_id: int, day: date, agency: str, category: str
) -> dict[str, Content]:
    """A complete note on one practice."""
    text = {key: fill(value, {"instansi": agency}) for key, value in practice.items()}
    return {
        "context": {
            "visit": visit_id,
            "observed_on": day.isoformat(),
            "practice": text["name"],
            "speaker": "Kepala Bidang pada Dinas Komunikasi dan Informatika",
            "category": category,
        },
        "observe": {"facts": text["facts"], "problem": text["problem"], "how": text["how"]},
        "compare": {"own_condition": text["own"], "gap": text["gap"]},
        "imitate": {"element": text["element"], "why": text["why"]},
        "modify": {"element": text["change"], "into": text["into"], "reason": text["reason"]},
        "lessons": {"first": text["lesson"]},
        "follow_up": {"use": "yes", "replicate": practice["name"] in ("LAKSA", "Portal E-Gov")},
    }
