"""Completeness and what is derived, on texts as people leave them."""

from __future__ import annotations

from datetime import date

import pytest

from pka_tracker.models import UsgMethod
from pka_tracker.models.notes.note_outline import NOTE_BLOCKS
from pka_tracker.models.plans.derived import (
    Quadrant,
    RiskLevel,
    amount,
    budget_total,
    quadrant,
    risk_level,
    usg_ranks,
    usg_score,
)
from pka_tracker.models.plans.plan_outline import PLAN_SECTION, PLAN_SECTIONS
from pka_tracker.models.texts.outline import Kind, Rows

HORIZONS = {
    "short": (date(2026, 9, 1), date(2026, 12, 11)),
    "medium": (date(2026, 12, 11), date(2027, 12, 11)),
    "long": (date(2027, 12, 11), date(2028, 12, 11)),
}


def missing(key, content):
    return [item for item in PLAN_SECTION[key].requirements(content, HORIZONS) if not item.ok]


def test_the_sections_are_those_of_the_domain():
    assert [section.key for section in PLAN_SECTIONS] == [
        "identity",
        "title",
        "background",
        "diagnosis",
        "innovation",
        "atm",
        "goals",
        "benefits",
        "scope",
        "outputs",
        "indicators",
        "milestones",
        "team",
        "stakeholders",
        "communication",
        "budget",
        "risks",
        "competence",
        "success",
        "sustainability",
        "attachments",
    ]
    assert [block.key for block in NOTE_BLOCKS] == (
        ["context", "observe", "compare", "imitate", "modify", "lessons", "follow_up"]
    )


def test_mandatory_fields_of_a_note_are_those_of_the_domain():
    mandatory = {block.key: [f.key for f in block.fields if f.mandatory] for block in NOTE_BLOCKS}
    assert mandatory == {
        "context": ["visit", "practice"],
        "observe": ["facts", "problem"],
        "compare": ["own_condition", "gap"],
        "imitate": ["element", "why"],
        "modify": ["element", "into", "reason"],
        "lessons": ["first"],
        "follow_up": ["use"],
    }


def test_keys_are_unique_and_rows_have_columns():
    for section in (*PLAN_SECTIONS, *NOTE_BLOCKS):
        keys = [field.key for field in section.fields]
        assert len(keys) == len(set(keys))
        for field in section.fields:
            if isinstance(field, Rows):
                assert field.columns
            elif field.kind is Kind.CHOICE:
                assert field.choices


def test_spaces_are_not_a_text():
    assert [item.field for item in missing("innovation", {"description": "  \n", "novelty": "baru"})] == [
        "description",
        "before_after",
        "fit",
    ]


def test_three_stakeholders_are_asked_for_and_blank_rows_do_not_count():
    row = {"name": "Camat", "side": "internal", "influence": 4, "interest": 2, "strategy": "Libatkan"}
    assert len(missing("stakeholders", {"rows": [row, row, {"id": "x"}]})) == 1
    assert missing("stakeholders", {"rows": [row, row, row]}) == []


def test_a_half_filled_row_names_what_it_lacks():
    (item,) = missing("team", {"rows": [{"id": "r1", "name": "Sekretaris", "role": "Penanggung jawab"}]})
    assert dict(item.names)["field"] == "Task"
    assert item.row == "r1"


def milestone(horizon, start, end):
    return {
        "horizon": horizon,
        "activity": "a",
        "responsible": "r",
        "starts_on": start,
        "ends_on": end,
        "output": "o",
        "evidence": "e",
    }


def test_every_horizon_needs_a_milestone_inside_it():
    good = [
        milestone("short", "2026-10-01", "2026-11-01"),
        milestone("medium", "2027-01-01", "2027-06-01"),
        milestone("long", "2028-01-01", "2028-06-01"),
    ]
    assert missing("milestones", {"rows": good}) == []
    assert len(missing("milestones", {"rows": good[:1]})) == 2
    outside = [*good[:2], milestone("long", "2026-10-01", "2028-06-01")]
    (item,) = missing("milestones", {"rows": outside})
    assert ("outside its horizon" in item.message, item.columns) == (True, ("starts_on",))
    backwards = [*good[:2], milestone("long", "2028-06-01", "2028-01-01")]
    (item,) = missing("milestones", {"rows": backwards})
    assert ("before it starts" in item.message, item.columns) == (True, ("starts_on", "ends_on"))


def test_a_milestone_has_the_number_that_its_form_shows():
    late = milestone("short", "2026-10-01", "2036-10-01")
    faults = missing("milestones", {"rows": [{"id": "blank"}, late]})
    (item,) = [item for item in faults if item.columns]
    assert dict(item.values)["number"] == 2


def test_a_budget_is_rows_or_the_word_without():
    assert len(missing("budget", {})) == 1
    assert missing("budget", {"without": True}) == []
    need = {"need": "Server", "volume": "2", "unit": "unit", "price": 5_000_000, "source": "APBD"}
    assert missing("budget", {"rows": [need]}) == []


@pytest.mark.parametrize(
    ("influence", "interest", "expected"),
    [
        (5, 5, Quadrant.PROMOTERS),
        (1, 5, Quadrant.DEFENDERS),
        (5, 1, Quadrant.LATENTS),
        (1, 1, Quadrant.APATHETICS),
        (3, 3, Quadrant.PROMOTERS),
        (2, 3, Quadrant.DEFENDERS),
        (None, 3, None),
        (9, 3, None),
    ],
)
def test_the_quadrant_follows_from_interest_and_influence(influence, interest, expected):
    assert quadrant({"influence": influence, "interest": interest}) == expected


def test_the_risk_level_is_looked_up_and_never_falls():
    assert risk_level({"likelihood": 1, "impact": 1}) is RiskLevel.LOW
    assert risk_level({"likelihood": 5, "impact": 5}) is RiskLevel.EXTREME
    assert risk_level({"likelihood": 5}) is None
    order = list(RiskLevel)
    for one in range(1, 6):
        levels = [order.index(risk_level({"likelihood": one, "impact": impact})) for impact in range(1, 6)]
        assert levels == sorted(levels)


def test_usg_ranks_the_gravest_first_and_shares_ranks():
    rows = [
        dict(zip(("urgency", "seriousness", "growth"), scores, strict=True))
        for scores in ((3, 3, 3), (5, 5, 5), (3, 3, 3), (1, 1, None))
    ]
    assert usg_ranks(rows, UsgMethod.PRODUCT) == [2, 1, 2, None]
    assert usg_score(rows[1], UsgMethod.SUM) == 15
    assert usg_score(rows[1], UsgMethod.PRODUCT) == 125


def test_amounts_are_whole_rupiah():
    assert amount({"volume": "2.5", "price": 1000}) == 2500
    assert amount({"volume": "", "price": 1000}) is None
    assert budget_total({"rows": [{"volume": "2", "price": 100, "need": "a"}, {"need": "b"}]}) == 200
    assert budget_total({"without": True, "rows": [{"volume": "2", "price": 100}]}) == 0
