"""The pages around a plan that was handed over."""

from __future__ import annotations

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import ActionPlan, PlanState
from tests.factories import make_plan_in, make_user


def test_a_plan_is_handed_over_and_found_by_its_successor(app, sign_in):
    plan, successor = make_plan_in(PlanState.IN_IMPLEMENTATION), make_user(name="Dra. Pengganti")
    owner, address = sign_in(plan.owner), f"/plans/{plan.id}/hand-over"
    assert address in owner.get(f"/plans/{plan.id}/milestones").text
    typed = {"email": "salah@example.org", "reason": "Mutasi <i>segera</i>", "seen": token(plan)}
    refused = owner.post(address, data=typed)
    assert refused.status_code == 422 and "Nobody here has this address." in refused.text
    assert "Mutasi &lt;i&gt;segera&lt;/i&gt;" in refused.text
    assert owner.post(address, data=typed | {"email": successor.email}).status_code == 303
    client = sign_in(successor)
    assert plan.title in client.get("/").text
    page = client.get(f"/plans/{plan.id}/milestones").text
    assert "Report the milestone" in page and "Dra. Pengganti carries it out" in page
    assert "Dra. Pengganti carries out your plan" in owner.get("/").text
    assert "Report the milestone" not in owner.get(f"/plans/{plan.id}/milestones").text
    assert "Handed over to a successor" in owner.get(f"/plans/{plan.id}/history").text
    assert sign_in(make_user()).get(address).status_code == 404
    db.session.expire_all()
    assert db.session.get_one(ActionPlan, plan.id).owner_id == plan.owner_id
