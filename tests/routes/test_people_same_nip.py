"""One NIP is one account, also where somebody is added or corrected by hand."""

from __future__ import annotations

import pytest

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, Membership, User
from tests import factories


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def add(client, cohort_id, **fields):
    typed = {"email": "baru@example.org", "role": "participant", "name": "Baru", "agency": ""} | fields
    return client.post(f"/cohorts/{cohort_id}/people/new", data=typed)


def test_a_nip_of_another_account_is_refused_and_that_account_is_offered(organizer, sign_in):
    known = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort)
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    page = add(client, cohort_id, nip=known.user.nip)
    assert page.status_code == 422 and "Another account has this NIP." in page.text
    assert known.user.name in page.text and known.user.email in page.text and 'value="Baru"' in page.text
    assert db.session.query(User).filter_by(email="baru@example.org").count() == 0
    added = add(client, cohort_id, nip=known.user.nip, known=known.id)
    assert added.status_code == 303
    roles = {m.role for m in db.session.query(Membership).filter_by(user_id=known.user_id)}
    assert roles == {CohortRole.MENTOR, CohortRole.PARTICIPANT}


def test_of_an_account_that_the_organizer_may_not_see_nothing_is_told(organizer, sign_in):
    hidden = factories.make_membership()
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    page = add(client, cohort_id, nip=hidden.user.nip)
    assert page.status_code == 422 and "Another account has this NIP." in page.text
    assert hidden.user.name not in page.text and hidden.user.email not in page.text
    assert add(client, cohort_id, nip=hidden.user.nip, known=hidden.id).status_code == 404
    assert add(client, cohort_id, email=hidden.user.email, nip=hidden.user.nip).status_code == 303


def test_a_profile_takes_no_nip_that_another_account_has(organizer, sign_in):
    one, two = (factories.make_membership(cohort=organizer.cohort) for _n in "ab")
    hidden = factories.make_membership()
    client = sign_in(organizer.user)
    address = f"/memberships/{one.id}/profile"
    seen = client.get(address).text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    typed = {"email": one.user.email, "name": "Lain", "agency": "", "seen": seen}
    page = client.post(address, data=typed | {"nip": two.user.nip})
    assert page.status_code == 422 and f"/memberships/{two.id}" in page.text and two.user.name in page.text
    page = client.post(address, data=typed | {"nip": hidden.user.nip})
    assert page.status_code == 422 and hidden.user.name not in page.text and 'value="Lain"' in page.text
    assert client.post(address, data=typed | {"nip": one.user.nip}).status_code == 303
    assert client.get(f"/memberships/{one.id}").status_code == 200
    db.session.expire_all()
    assert one.user.name == "Lain" and one.user.nip != two.user.nip
