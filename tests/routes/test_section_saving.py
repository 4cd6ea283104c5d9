"""What the page of a section is told after each save: what follows from the text, row by row."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import PlanSection
from tests.factories import make_plan

JSON = {"Accept": "application/json"}


def stored(plan, key):
    return db.session.scalars(
        sa.select(PlanSection).filter_by(plan_id=plan.id, key=key).execution_options(populate_existing=True)
    ).one()


def url(plan, key):
    return f"/plans/{plan.id}/sections/{key}"


def rows(*typed, field="rows"):
    """Rows as a form sends them."""
    return {f"{field}-{n}-{name}": value for n, row in enumerate(typed) for name, value in row.items()}


def save(client, plan, key, data, headers=JSON):
    return client.post(url(plan, key), data={"seen": token(stored(plan, key))} | data, headers=headers)


@pytest.mark.parametrize(
    ("key", "field", "first", "second", "says"),
    [
        ("budget", "rows", {"volume": "2", "price": "1.000"}, {}, ["Amount: Rp 2.000", ""]),
        (
            "stakeholders",
            "rows",
            {"influence": "5", "interest": "4"},
            {"influence": "1", "interest": "1"},
            ["Quadrant: Promoters", "Quadrant: Apathetics"],
        ),
        (
            "risks",
            "rows",
            {"likelihood": "5", "impact": "5"},
            {"likelihood": "1"},
            ["Risk level: Extreme", ""],
        ),
        (
            "diagnosis",
            "issues",
            {"urgency": "2", "seriousness": "2", "growth": "2"},
            {"urgency": "3", "seriousness": "3", "growth": "3"},
            ["Score 8, rank 2", "Score 27, rank 1"],
        ),
    ],
)
def test_saving_tells_what_follows_from_each_row(sign_in, key, field, first, second, says):
    plan = make_plan()
    client = sign_in(plan.owner)
    data = rows({"id": "r1"} | first, {"id": "r2"} | second, field=field)
    told = save(client, plan, key, data).json
    assert told["derived"] == dict(zip(("r1", "r2"), says, strict=True))
    page = client.get(url(plan, key)).text
    assert all(words in page for words in says)


def test_saving_tells_the_total_also_where_a_field_cannot_be_read(sign_in):
    plan = make_plan()
    client = sign_in(plan.owner)
    need = {"id": "r1", "volume": "2", "price": "1.000"}
    assert save(client, plan, "budget", rows(need)).json["total"] == "Rp 2.000"
    answer = save(client, plan, "budget", rows(need, {"id": "r2", "price": "sejuta"}))
    assert (answer.status_code, answer.json["total"]) == (422, "Rp 2.000")
    assert save(client, plan, "scope", {"inside": "kota"}).json["total"] == ""


def test_saving_tells_what_is_still_missing(sign_in):
    plan = make_plan()
    client = sign_in(plan.owner)
    told = save(client, plan, "goals", {"short": "Selesai"}).json["missing"]
    assert "What is still missing (2)" in told
    assert told in client.get(url(plan, "goals")).text
    whole = save(client, plan, "goals", {"short": "Selesai", "medium": "Dipakai", "long": "Meluas"}).json
    assert whole["missing"] == ""
    assert "What is still missing" not in client.get(url(plan, "goals")).text
