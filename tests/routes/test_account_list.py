"""The accounts as an administrator keeps them: found, invited, disabled, signed out, made anonymous; nobody's work is shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from pka_tracker.extensions import db, now, story_time
from pka_tracker.models import AccountAction, AccountEvent, CohortRole, OutboxEmail, PlanState, User
from pka_tracker.operations.accounts import administration
from tests.factories import make_cohort, make_membership, make_plan_in, make_user

LATER = datetime(2028, 1, 15, tzinfo=UTC)


@pytest.fixture
def admin(app):
    return make_user(is_admin=True, name="Reza Kolondam", password="hash")


@pytest.fixture
def client(admin, sign_in):
    return sign_in(admin)


@pytest.fixture
def person(app):
    return make_user(name="Maria Wowor, S.Sos.", password="hash")


@pytest.fixture
def later(client):
    """After the cohorts of the factories; whoever signed in before stays signed in."""
    token = story_time.set(LATER)
    yield
    story_time.reset(token)


def events(user: User) -> list[tuple[AccountAction, str]]:
    found = db.session.scalars(sa.select(AccountEvent).filter_by(user_id=user.id).order_by(AccountEvent.id))
    return [(event.action, event.reason) for event in found]


def current(user: User) -> User:
    db.session.expire_all()
    return db.session.get_one(User, user.id)


def test_an_administrator_finds_everybody_by_name_state_and_role(client, person):
    invited = make_user(name="Undangan", invited_at=now())
    make_user(name="Mati", active=False)
    make_user(name="Anonim 99", active=False, anonymised_at=now())
    make_membership(CohortRole.MENTOR, user=person)
    page = client.get("/accounts/").text
    assert all(name in page for name in (person.name, person.email, "Undangan", "Mati", "Administrator"))
    assert "Anonim 99" not in page and "Anonim 99" in client.get("/accounts/?state=anonymous").text
    for query, found, left in (
        ("q=wowor", "Maria", "Undangan"),
        (f"q={person.nip}", "Maria", "Undangan"),
        ("state=invited", "Undangan", "Maria"),
        ("state=disabled", "Mati", "Maria"),
        ("role=mentor", "Maria", "Mati"),
        ("role=admin", "Reza", "Maria"),
    ):
        page = client.get(f"/accounts/?{query}").text.partition("<tbody>")[2]
        assert found in page and left not in page, query
    assert "Nobody found" in client.get("/accounts/?q=xyz").text
    assert client.get("/accounts/?state=x&role=y&page=z").status_code == 200
    assert invited.email in client.get(f"/accounts/{invited.id}").text


def test_the_list_costs_the_same_for_one_and_for_many(client, count_queries):
    client.get("/accounts/")
    with count_queries() as few:
        client.get("/accounts/")
    for _ in range(30):
        make_membership(CohortRole.EXAMINER)
    with count_queries() as many:
        page = client.get("/accounts/").text
    assert len(few) == len(many) <= 5 and "Page 1 of 2" in page


def test_an_account_costs_the_same_with_one_place_and_with_many(client, person, count_queries):
    make_membership(CohortRole.EXAMINER, user=person)
    address = f"/accounts/{person.id}"
    client.get(address)
    with count_queries() as few:
        client.get(address)
    for _ in range(5):
        make_membership(CohortRole.EXAMINER, user=person)
        administration.write_event(person, AccountAction.END_SESSIONS, make_user())
    db.session.commit()
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many) <= 7


def test_somebody_is_invited_once_by_letter(client, admin):
    typed = {"email": "Baru@Minahasa.go.id", "name": "Orang Baru, S.E.", "locale": "id", "is_admin": "y"}
    assert client.post("/accounts/new", data=typed).status_code == 303
    user = db.session.scalars(sa.select(User).filter_by(email="baru@minahasa.go.id")).one()
    assert user.is_admin and user.password is None and events(user) == [(AccountAction.INVITE, "")]
    letter = db.session.scalars(sa.select(OutboxEmail).filter_by(to=user.email)).one()
    assert letter.kind == "invitation" and "/reset/" in letter.body
    again = client.post("/accounts/new", data=typed)
    assert again.status_code == 422 and "There is an account with this e-mail address already" in again.text
    assert "Orang Baru, S.E." in again.text
    for wrong in ({"email": "x"}, {"name": ""}, {"locale": "fr"}):
        assert client.post("/accounts/new", data=typed | {"email": "dua@minahasa.go.id"} | wrong).status_code == 422  # fmt: skip


def test_an_invitation_is_sent_again_when_its_link_has_ended(client):
    user = make_user(password=None, invited_at=None)
    address = f"/accounts/{user.id}/invite"
    assert "is on its way" in client.post(address, follow_redirects=True).text
    assert "less than an hour ago" in client.post(address, follow_redirects=True).text
    assert db.session.query(OutboxEmail).filter_by(to=user.email).count() == 1
    current(user).active = False
    db.session.commit()
    assert "Enable it first" in client.post(address, follow_redirects=True).text


def test_a_disabled_account_is_signed_out_and_stays_so_until_it_is_enabled(client, person, sign_in):
    theirs = sign_in(person)
    assert theirs.get("/").status_code == 200
    address = f"/accounts/{person.id}"
    page = client.get(f"{address}/disable").text
    assert "until it is enabled again" in page
    assert client.post(f"{address}/disable", data={"reason": " "}).status_code == 422
    assert client.post(f"{address}/disable", data={"reason": "Pensiun."}).status_code == 303
    assert theirs.get("/").status_code == 303 and not current(person).active
    assert sign_in(current(person)).get("/").status_code == 303  # not even with a new session
    assert client.post(f"{address}/disable", data={"reason": "Lagi."}).status_code == 409
    page = client.get(address).text
    assert "Pensiun." in page and "Reza Kolondam" in page and "Enable the account" in page
    assert "can be used again" in client.post(f"{address}/enable", follow_redirects=True).text
    assert "is not disabled" in client.post(f"{address}/enable", follow_redirects=True).text
    assert [action for action, _reason in events(person)] == [AccountAction.DISABLE, AccountAction.ENABLE]
    assert sign_in(current(person)).get("/").status_code == 200


def test_somebody_is_signed_out_everywhere(client, person, sign_in):
    theirs = sign_in(person)
    page = client.post(f"/accounts/{person.id}/end-sessions", follow_redirects=True).text
    assert "is signed out everywhere" in page and theirs.get("/").status_code == 303
    invited = make_user(password=None)
    page = client.post(f"/accounts/{invited.id}/end-sessions", follow_redirects=True).text
    assert "nothing to end" in page and not events(invited)


def test_nobody_disables_their_own_account(client, admin):
    assert "your own account" in client.get(f"/accounts/{admin.id}/disable").text
    assert client.post(f"/accounts/{admin.id}/disable", data={"reason": "x"}).status_code == 409
    assert current(admin).active


def test_an_administrator_sees_no_plan_by_it(client, app):
    plan = make_plan_in(PlanState.APPROVED)
    page = client.get(f"/accounts/{plan.owner_id}").text
    assert plan.cohort.name in page and plan.title not in page and "/plans/" not in page
    assert client.get(f"/plans/{plan.id}").status_code == 404


def test_one_account_is_made_anonymous_on_request_once_that_was_seen(client, person, later):
    make_membership(user=person, cohort=make_cohort(), roster_no=9)
    address = f"/accounts/{person.id}/anonymise"
    assert "See what would happen" in client.get(address).text
    assert client.post(address, data={"reason": ""}).status_code == 422
    page = client.post(address, data={"reason": "Permintaan Maria Wowor."}).text
    assert "This cannot be undone" in page and "Places in cohorts: 1" in page
    assert current(person).nip and not current(person).anonymised_at and not events(person)
    done = client.post(address, data={"reason": "Permintaan Maria Wowor.", "confirm": "yes"})
    assert done.status_code == 303 and current(person).name == f"Anonim {person.id}"
    assert events(person) == [(AccountAction.ANONYMISE, "Permintaan –.")]
    page = client.get(f"/accounts/{person.id}").text
    assert "Made anonymous" in page and "Make anonymous" not in page and "Permintaan –." in page
    assert client.post(address, data={"reason": "x", "confirm": "yes"}).status_code == 409


def test_who_is_in_a_running_cohort_or_an_administrator_cannot_be_made_anonymous(client, admin):
    token = story_time.set(datetime(2026, 11, 1, tzinfo=UTC))
    person = make_membership().user
    try:
        address = f"/accounts/{person.id}/anonymise"
        assert "in a cohort that has not ended" in client.get(address).text
        answer = client.post(address, data={"reason": "Mohon.", "confirm": "yes"})
        assert answer.status_code == 409 and "Mohon." in answer.text
        answer = client.post(f"/accounts/{admin.id}/anonymise", data={"reason": "x", "confirm": "yes"})
        assert answer.status_code == 409 and not current(admin).anonymised_at
    finally:
        story_time.reset(token)
    assert not current(person).anonymised_at


def test_the_start_page_and_the_navigation_lead_there(client, sign_in):
    page = client.get("/").text
    assert 'href="/accounts/"' in page and "Open the accounts" in page
    assert 'href="/accounts/"' not in sign_in(make_membership(CohortRole.ORGANIZER).user).get("/").text
