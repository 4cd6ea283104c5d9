"""The people of a cohort: added by address, corrected, invited again, removed; never more seen than is one's own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, now
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, MemberEvent, Membership, OutboxEmail, User
from tests.factories import make_entry, make_membership, make_note, make_user


@pytest.fixture
def mine(app, sign_in):
    """An organizer's client and cohort."""
    organizer = make_membership(CohortRole.ORGANIZER)
    return sign_in(organizer.user), organizer.cohort


def add(client, cohort, **data):
    return client.post(f"/cohorts/{cohort.id}/people/new", data={"role": "participant"} | data)


def user(email: str) -> User:
    db.session.expire_all()
    return db.session.scalars(sa.select(User).filter_by(email=email)).one()


def letters() -> list[tuple[str, str]]:
    return [tuple(row) for row in db.session.execute(sa.select(OutboxEmail.kind, OutboxEmail.to))]


def test_somebody_new_is_invited_with_what_is_known(mine):
    client, cohort = mine
    told = {
        "email": "Maria.R@Minahasa.go.id",
        "name": "Dra. Maria Rumambi, M.Si.",
        "nip": "19800101 200501 1 001",
        "position": "Kepala Bidang",
        "roster_no": "7",
        "group_name": "Kelompok 2",
    }
    answer = add(client, cohort, **told)
    maria = user("maria.r@minahasa.go.id")
    assert answer.headers["Location"] == f"/memberships/{maria.memberships[0].id}"
    place = maria.memberships[0]
    assert (maria.nip, place.roster_no, place.group_name) == ("198001012005011001", 7, "Kelompok 2")
    assert letters() == [("invitation", "maria.r@minahasa.go.id")]
    page = client.get(answer.headers["Location"]).text
    assert "the invitation is on its way" in page and "Invite again" in page and "Added (Participant)" in page


def test_an_account_that_exists_is_added_and_shows_nothing_of_other_cohorts(mine):
    client, cohort = mine
    elsewhere = make_membership()
    known, before = elsewhere.user, elsewhere.user.name
    answer = add(client, cohort, email=known.email.upper(), role="mentor", name="Nama Lain", nip="1" * 18)
    page = client.get(answer.headers["Location"]).text
    assert known.name == before and before in page and elsewhere.cohort.name not in page
    assert letters() == [("enrolled", known.email)]
    place = db.session.scalars(sa.select(Membership).filter_by(user_id=known.id, cohort_id=cohort.id)).one()
    assert f"/memberships/{place.id}/profile" not in page, "it is not this organizer's to correct"
    assert client.get(f"/memberships/{place.id}/profile").status_code == 403
    assert client.get(f"/memberships/{elsewhere.id}").status_code == 404
    again = add(client, cohort, email=known.email, role="mentor")
    assert again.status_code == 422 and "has this role in the cohort already" in again.text
    assert add(client, cohort, email=known.email, role="coach").status_code == 303, "another role is fine"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "bukan alamat"}, "Type an e-mail address"),
        ({"email": "x" * 260 + "@go.id"}, "Type an e-mail address"),
        ({"email": "baru@go.id"}, "There is no account with this e-mail address yet"),
        ({"email": "baru@go.id", "name": "B", "nip": "123"}, "A NIP has 18 digits"),
        ({"email": "baru@go.id", "name": "B", "roster_no": "3"}, "has this roster number"),
        ({"email": "baru@go.id", "name": "B", "role": "admin"}, "Not a valid choice"),
        ({"email": "mati@go.id"}, "is switched off"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(mine, wrong, words):
    client, cohort = mine
    make_membership(cohort=cohort, roster_no=3)
    make_user(email="mati@go.id", active=False)
    answer = add(client, cohort, work_unit="Bidang Aptika", **wrong)
    assert answer.status_code == 422
    assert words in answer.text and 'value="Bidang Aptika"' in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User).filter_by(email="baru@go.id")) == 0


def test_the_address_is_corrected_until_there_is_a_password(mine):
    client, cohort = mine
    member = make_membership(cohort=cohort)
    member.user.invited_at, key = now(), member.user.fs_uniquifier
    db.session.commit()
    address = f"/memberships/{member.id}"
    seen = token(member.user, 0, "Profile")
    told = {"email": "benar@go.id", "name": "Benar, S.E.", "seen": seen}
    assert client.post(f"{address}/profile", data=told).status_code == 303
    changed = user("benar@go.id")
    assert changed.fs_uniquifier != key, "the link that went to the wrong address is dead"
    assert client.post(f"{address}/invite").status_code == 303
    assert letters() == [("invitation", "benar@go.id")]
    client.post(f"{address}/invite")
    assert "sent less than an hour ago" in client.get(address).text and len(letters()) == 1
    changed = user("benar@go.id")
    changed.password, changed.invited_at = "x", now() - timedelta(days=1)
    db.session.commit()
    told |= {"email": "lain@go.id", "seen": token(changed, changed.profile_no, "Profile")}
    answer = client.post(f"{address}/profile", data=told)
    assert answer.status_code == 422 and "so it stays as it is" in answer.text
    client.post(f"{address}/invite")
    assert "has a password already" in client.get(address).text and len(letters()) == 1


def test_an_organizer_never_corrects_an_administrator_nor_takes_anothers_address(mine):
    client, cohort = mine
    other = make_user(email="lain@go.id")
    member = make_membership(cohort=cohort)
    told = {"email": other.email, "name": "X", "seen": token(member.user, 0, "Profile")}
    answer = client.post(f"/memberships/{member.id}/profile", data=told)
    assert answer.status_code == 422 and "Another account has this e-mail address." in answer.text
    member.user.is_admin = True
    db.session.commit()
    assert (
        client.post(f"/memberships/{member.id}/profile", data=told | {"email": "y@go.id"}).status_code == 403
    )


def test_who_changed_the_profile_meanwhile_is_not_overwritten(mine, sign_in):
    client, cohort = mine
    member = make_membership(cohort=cohort)
    seen = token(member.user, member.user.profile_no, "Profile")
    own = sign_in(member.user)
    asked = re.findall(r'<select[^>]*name="(letters-\w+)"', own.get("/settings").text)
    choices = {"name": "Nama Sendiri", "locale": "en", "timezone": "", "position": "Camat"}
    assert own.post("/settings", data=dict.fromkeys(asked, "daily") | choices).status_code == 303
    told = {"email": member.user.email, "name": "Nama Lain <b>", "seen": seen}
    answer = client.post(f"/memberships/{member.id}/profile", data=told)
    assert answer.status_code == 409
    for words in ("Nama Sendiri", "Nama Lain &lt;b&gt;", "Camat"):
        assert words in answer.text
    assert user(member.user.email).name == "Nama Sendiri"


def remove(client, member, **data):
    return client.post(
        f"/memberships/{member.id}/remove", data={"reason": "Mutasi", "seen": token(member)} | data
    )


def test_who_leaves_sees_the_cohort_no_more_and_the_history_stays(mine, sign_in):
    client, cohort = mine
    colleague = make_membership(CohortRole.ORGANIZER, cohort=cohort)
    name, email, other = colleague.user.name, colleague.user.email, sign_in(colleague.user)
    assert other.get(f"/cohorts/{cohort.id}").status_code == 200
    assert remove(client, colleague, reason=" ").status_code == 422
    assert remove(client, colleague).status_code == 303
    assert other.get(f"/cohorts/{cohort.id}").status_code == 404
    assert email not in client.get(f"/cohorts/{cohort.id}/people").text
    history = client.get(f"/cohorts/{cohort.id}/people/history").text
    assert f"{name} – Removed (Organizer)" in history and "Mutasi" in history
    assert db.session.scalars(sa.select(MemberEvent.reason)).all() == ["Mutasi"]


def test_whoever_owns_work_guides_people_or_is_the_last_organizer_stays(mine):
    client, cohort = mine
    writer, talker = (make_membership(cohort=cohort) for _ in "ab")
    make_note(writer.user)
    make_entry(talker)
    mentor = db.session.scalars(sa.select(Membership).filter_by(user_id=writer.mentor_id)).one()
    last = db.session.scalars(
        sa.select(Membership).filter_by(cohort_id=cohort.id, role=CohortRole.ORGANIZER)
    ).one()
    for member, words in (
        (writer, "which would have no owner"),
        (talker, "which would have no owner"),
        (mentor, "Hand them over first"),
        (last, "Add another one first"),
    ):
        assert words in client.get(f"/memberships/{member.id}/remove").text
        refused = remove(client, member)
        assert refused.status_code == 409 and words in refused.text
    assert remove(client, make_membership(cohort=cohort)).status_code == 303, "a participant without work"


def test_the_list_finds_by_role_name_and_invitation(mine):
    client, cohort = mine
    member = make_membership(cohort=cohort, roster_no=7, group_name="Kelompok 1")
    member.mentor.password = "x"
    db.session.commit()
    address = f"/cohorts/{cohort.id}/people"
    whole = client.get(address).text
    assert member.user.email in whole and member.mentor.email in whole and "No. 7 · Kelompok 1" in whole
    assert member.mentor.email not in client.get(f"{address}?role=participant").text
    assert member.mentor.email not in client.get(f"{address}?waiting=1").text
    assert member.user.email not in client.get(f"{address}?q={member.mentor.email}").text
    assert "Nobody found" in client.get(f"{address}?q=%25&role=nonsense&page=x").text


def test_the_pages_cost_the_same_with_one_person_and_with_many(mine, count_queries):
    client, cohort = mine
    make_membership(cohort=cohort)
    for page in ("people", "people/history"):
        client.get(f"/cohorts/{cohort.id}/{page}")
        with count_queries() as few:
            client.get(f"/cohorts/{cohort.id}/{page}")
        for number in range(4):
            add(client, cohort, email=f"{page[-4:]}{number}@go.id", name="Baru")
        client.get(f"/cohorts/{cohort.id}/{page}")  # what was flashed
        with count_queries() as many:
            client.get(f"/cohorts/{cohort.id}/{page}")
        assert len(few) == len(many) <= 6


def test_only_those_who_set_up_the_cohort_see_its_people(mine, sign_in):
    _client, cohort = mine
    member = make_membership(cohort=cohort)
    stranger = make_membership(CohortRole.ORGANIZER).user
    pages = ("", "/profile", "/edit", "/remove")
    for person in (member.user, member.mentor, stranger):
        other = sign_in(person)
        assert {other.get(f"/memberships/{member.id}{page}").status_code for page in pages} == {404}
        assert other.get(f"/cohorts/{cohort.id}/people").status_code == 404
        assert add(other, cohort, email="x@go.id", name="X").status_code == 404
    admin = sign_in(make_user(is_admin=True))
    assert {admin.get(f"/memberships/{member.id}{page}").status_code for page in pages} == {200}
    assert "assign-mentor" not in admin.get(f"/memberships/{member.id}").text
    assert add(admin, cohort, email="x@go.id", name="X", role="organizer").status_code == 303
