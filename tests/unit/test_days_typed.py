"""Days as they are typed or pasted from a decree: one, or from one to another, with what they are called."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pka_tracker.forms.cohorts.days import read_days

CHRISTMAS = ([date(2026, 12, 25)], "Hari Natal")
LEAVE = ([date(2026, 12, day) for day in (28, 29, 30)], "Cuti panjang")


@pytest.mark.parametrize(
    "day",
    [
        "2026-12-25",
        "25-12-2026",
        "25/12/2026",
        "25.12.2026",
        "25 Desember 2026",
        "25 Des 2026",
        "25 Des. 2026",
        "25 december 2026",
        "December 25, 2026",
        "Jumat, 25 Desember 2026",
    ],
)
@pytest.mark.parametrize("between", [" ", "  ", ": ", " - ", " – ", ", "])
def test_a_day_is_read_however_it_is_written(day, between):
    assert read_days(f" {day}{between}Hari Natal ") == CHRISTMAS
    assert read_days(day) == (CHRISTMAS[0], "")


@pytest.mark.parametrize(
    "days",
    [
        "2026-12-28 - 2026-12-30",
        "2026-12-28 – 2026-12-30",
        "2026-12-28 s.d. 2026-12-30",
        "2026-12-28 s/d 2026-12-30",
        "2026-12-28 to 2026-12-30",
        "28/12/2026-30/12/2026",
        "28 Desember 2026 sampai dengan 30 Desember 2026",
        "28 Desember s.d. 30 Desember 2026",
        "28–30 Desember 2026",
        "28 s.d. 30 Des 2026",
    ],
)
def test_days_from_one_to_another_are_all_of_them(days):
    assert read_days(f"{days} Cuti panjang") == LEAVE


def test_a_name_may_begin_with_a_number():
    assert read_days("2026-06-16 1 Muharam 1448 H") == ([date(2026, 6, 16)], "1 Muharam 1448 H")
    assert read_days("16 Juni 2026: 1 Muharam 1448 H") == ([date(2026, 6, 16)], "1 Muharam 1448 H")


def test_days_go_on_into_the_next_year():
    days, name = read_days("30 Desember 2026 – 2 Januari 2027: Libur") or ([], "")
    assert (days[0], len(days), name) == (date(2026, 12, 30), 4, "Libur")


@pytest.mark.parametrize(
    "line",
    [
        "Hari Natal",
        "2026-12-32 Hari Natal",
        "30 Februari 2026",
        "25 Desembar 2026 Hari Natal",
        "25/12/26 Hari Natal",
        "2026-12-28 - 2026-12-40 Cuti",
        "2026-12-28 - 30 Cuti",
        "2026-12-28 s.d. 30 Cuti",
        "2026-12-28 2026-12-30 Cuti",
        "28 Desember 2026, 30/12/2026 Cuti",
        "2026-12-30 - 2026-12-28 Cuti",
        "2026-12-25Natal",
        f"2026-01-01 - {date(2026, 1, 1) + timedelta(days=62)} Cuti",
        "2026-12-25 " + "x" * 201,
    ],
)
def test_what_cannot_be_read_is_no_day(line):
    assert read_days(line) is None
