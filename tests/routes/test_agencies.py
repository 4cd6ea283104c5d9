"""The agencies that people of all cohorts belong to."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.forms.seen import token
from pka_tracker.models import Agency, CohortRole
from tests.factories import make_membership, make_user


@pytest.fixture
def organizer(app):
    return make_membership(CohortRole.ORGANIZER)


def agency(name: str) -> Agency:
    db.session.expire_all()
    return db.session.scalars(sa.select(Agency).filter_by(name=name)).one()


def test_an_agency_is_added_once_whatever_the_size_of_its_letters(sign_in, organizer):
    client = sign_in(organizer.user)
    told = {"name": "Dinas  Perikanan", "region": "Kabupaten Minahasa", "kind": "dinas"}
    answer = client.post("/agencies/new", data=told)
    assert answer.status_code == 303 and "Dinas Perikanan" in client.get(answer.headers["Location"]).text
    again = client.post("/agencies/new", data=told | {"name": "DINAS PERIKANAN"})
    assert again.status_code == 422 and "has an agency of this name already" in again.text
    assert 'value="DINAS PERIKANAN"' in again.text
    assert client.post("/agencies/new", data=told | {"region": "Kota Bitung"}).status_code == 303
    assert "Type the agency" in client.post("/agencies/new", data={"name": " "}).text


def test_an_organizer_corrects_only_what_matters_to_no_cohort_of_others(sign_in, organizer):
    client = sign_in(organizer.user)
    own, shared = Agency(name="Badan Satu"), Agency(name="Badan Dua")
    make_membership(cohort=organizer.cohort, user=make_user(agency=own))
    make_membership(cohort=organizer.cohort, user=make_user(agency=shared))
    make_membership(user=make_user(agency=shared))
    edit = {"name": "Badan Baru"}
    assert client.post(f"/agencies/{own.id}/edit", data=edit | {"seen": token(own)}).status_code == 303
    assert agency("Badan Baru").id == own.id
    page = client.get(f"/agencies/{shared.id}/edit")
    assert page.status_code == 403 and "Ask an administrator." in page.text
    told = {"name": "Badan Lain", "seen": token(shared)}
    assert client.post(f"/agencies/{shared.id}/edit", data=told).status_code == 403
    assert agency("Badan Dua").id == shared.id
    admin = sign_in(make_user(is_admin=True))
    assert admin.post(f"/agencies/{shared.id}/edit", data=told).status_code == 303


def test_of_two_organizers_the_second_sees_both(sign_in, organizer):
    client, row = sign_in(organizer.user), organizer.user.agency
    address, seen = f"/agencies/{row.id}/edit", {"seen": token(row)}
    assert client.post(address, data={"name": "Dinas Satu"} | seen).status_code == 303
    answer = client.post(address, data={"name": "Dinas <b>"} | seen)
    assert answer.status_code == 409
    assert "Dinas Satu" in answer.text and 'value="Dinas &lt;b&gt;"' in answer.text


def test_the_list_is_searched_and_counts_only_people_one_sees(sign_in, organizer):
    shared = Agency(name="Dinas Kelautan", region="Kota Bitung")
    make_membership(cohort=organizer.cohort, user=make_user(agency=shared))
    make_membership(user=make_user(agency=shared))
    client = sign_in(organizer.user)
    found = client.get("/agencies/?q=bitung").text
    assert "1 agency" in found and 'data-label="People of your cohorts">1</td>' in found
    assert "No agency found" in client.get("/agencies/?q=%25&page=x").text
    everything = sign_in(make_user(is_admin=True)).get("/agencies/?q=bitung").text
    assert 'data-label="People of your cohorts">2</td>' in everything


def test_nobody_else_sees_them(sign_in, organizer):
    member = make_membership(cohort=organizer.cohort)
    for person in (member.user, member.mentor):
        client = sign_in(person)
        assert client.get("/agencies/").status_code == 404
        assert client.get(f"/agencies/{person.agency_id}/edit").status_code == 404
        assert client.post("/agencies/new", data={"name": "X"}).status_code == 403


def test_the_list_is_paged_and_costs_the_same_with_few_and_with_many(sign_in, organizer, count_queries):
    client = sign_in(organizer.user)
    client.get("/agencies/")
    with count_queries() as few:
        client.get("/agencies/")
    db.session.add_all([Agency(name=f"Kecamatan {number:02}", region="Z") for number in range(30)])
    db.session.commit()
    with count_queries() as many:
        page = client.get("/agencies/").text
    assert len(few) == len(many) <= 3
    assert "Page 1 of 2" in page and "Kecamatan 29" not in page


def test_a_name_that_is_much_like_another_of_the_region_is_added_only_on_purpose(sign_in, organizer):
    db.session.add(Agency(name="Dinas Sosial", region="Kabupaten Minahasa"))
    db.session.commit()
    client = sign_in(organizer.user)
    slip = {"name": "Dinas Sosail", "region": "Kab. Minahasa"}
    page = client.post("/agencies/new", data=slip)
    assert page.status_code == 422 and "much like “Dinas Sosial – Kabupaten Minahasa”" in page.text
    assert 'value="Dinas Sosail"' in page.text and "Save it anyway" in page.text
    kept = client.post("/agencies/new", data=slip | {"alike": "Dinas Sosial – Kabupaten Minahasa"})
    assert kept.status_code == 303
    elsewhere = client.post("/agencies/new", data={"name": "Dinas Sosial", "region": "Kota Bitung"})
    assert elsewhere.status_code == 303
    for name in ("Dinas Sosial", "Dinas Sosial Kab. Minahasa"):
        same = client.post("/agencies/new", data={"name": name, "region": "Kab. Minahasa"})
        assert same.status_code == 422 and "has an agency of this name already" in same.text
    unplaced = client.post("/agencies/new", data={"name": "dinas sosial"})
    assert unplaced.status_code == 422 and "much like “Dinas Sosial – Kabupaten Minahasa”" in unplaced.text


def test_a_correction_is_asked_about_only_where_the_name_comes_near_another(sign_in, organizer):
    known, other = Agency(name="Dinas Sosial", region="Bitung"), Agency(name="Dinas Sosail", region="Bitung")
    db.session.add_all((known, other))
    db.session.commit()
    client = sign_in(organizer.user)
    seen = {"seen": token(other, other.lock_version)}
    kind = {"name": other.name, "region": "Bitung", "kind": "dinas"}
    assert client.post(f"/agencies/{other.id}/edit", data=kind | seen).status_code == 303
    db.session.expire_all()
    seen = {"seen": token(other, other.lock_version)}
    near = client.post(f"/agencies/{other.id}/edit", data=kind | seen | {"name": "Dinas Sosiall"})
    assert near.status_code == 422 and "much like “Dinas Sosial – Bitung”" in near.text
    assert agency("Dinas Sosail").kind == "dinas"
