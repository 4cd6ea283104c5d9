"""What a row of a list may do to somebody, and what it may not."""

from __future__ import annotations

from itertools import count

import pytest

from pka_tracker.errors import ChangedMeanwhile, Incomplete, NotPermitted
from pka_tracker.extensions import db
from pka_tracker.models import (
    ActionPlan,
    Agency,
    CohortRole,
    DigestItem,
    ImportRow,
    Judgement,
    MemberAction,
    MemberEvent,
    Membership,
    OutboxEmail,
    User,
)
from pka_tracker.operations.people import people_import
from pka_tracker.operations.people import rows as words
from tests import factories

_numbers = count(100)


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def row(name="Andi Wowor", role="participant", **texts) -> ImportRow:
    return ImportRow(next(_numbers), {"name": name, "role": role, "region": "Minahasa"} | texts)


def row_of(user, **texts) -> ImportRow:
    """A row that says of somebody what is known already."""
    return row(user.name, **{"email": user.email, "nip": user.nip} | texts)


def judge(organizer, *found):
    return people_import.judge(organizer.cohort, found, organizer.user)


def carry_out(organizer, *found, **options):
    seen = people_import.fingerprint(judge(organizer, *found))
    return people_import.carry_out(organizer.cohort, found, organizer.user, seen=seen, **options)


def reasons(organizer, *found) -> list[str]:
    return [verdict.reason for verdict in judge(organizer, *found)]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"name": ""}, words.NO_NAME),
        ({"role": "tamu"}, words.NO_ROLE),
        ({"role": "organizer"}, words.APPOINTED),
        ({"nip": "1.98001E+17"}, words.LOST_DIGITS),
        ({"nip": "1,98001E+17"}, words.LOST_DIGITS),
        ({"nip": "198001012005011000"}, words.LOST_DIGITS),
        ({"nip": "19800101200501100"}, words.BAD_NIP),
        ({"nip": "١٩٨٠٠١٠١٢٠٠٥٠١١٠٠٣"}, words.BAD_NIP),
        ({"email": "a@example.org; b@example.org"}, words.BAD_EMAIL),
        ({"email": "andi"}, words.BAD_EMAIL),
        ({"email": ""}, words.NO_EMAIL),
        ({"roster_no": "0"}, words.BAD_NUMBER),
        ({"roster_no": "1a"}, words.BAD_NUMBER),
        ({"name": "A" * 161}, words.TOO_LONG),
        ({"mentor": "siapa@example.org"}, words.NO_GUIDE["mentor"]),
        ({"coach": "Nama Saja"}, words.NO_GUIDE["coach"]),
    ],
)
def test_a_row_that_cannot_be_kept_is_refused_in_words(organizer, texts, reason):
    assert reasons(organizer, row(**{"email": "andi@example.org"} | texts)) == [reason]


def test_of_two_rows_for_one_person_the_first_counts(organizer):
    first, nip = row(email="a@example.org", nip="197503032000121005"), "197503032000121005"
    others = row(email="a@example.org"), row(email="b@example.org", nip=nip), row(email="c@example.org")
    assert reasons(organizer, first, *others) == ["", words.REPEATED, words.REPEATED, ""]
    known = factories.make_membership(cohort=organizer.cohort).user
    by_nip, by_email = row(nip=known.nip), row(email=known.email)
    assert reasons(organizer, by_nip, by_email) == ["", words.REPEATED]


def test_who_has_an_account_may_have_a_row_for_each_role_if_they_say_the_same(organizer):
    user = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user
    alike = row_of(user, role="mentor", position="Camat"), row_of(user, role="coach", position="Camat")
    assert [v.judgement for v in judge(organizer, *alike)] == [Judgement.CHANGES, Judgement.NEW]
    other = row_of(user, role="coach", position="Lurah")
    assert reasons(organizer, alike[0], other) == ["", words.CONTRADICTS]
    assert reasons(organizer, alike[0], row_of(user, role="mentor")) == ["", words.REPEATED]
    carry_out(organizer, *alike)
    db.session.expire_all()
    assert user.position == "Camat" and {m.role for m in user.memberships} == {"mentor", "coach"}
    new = [row(email="baru@example.org", role=role) for role in ("mentor", "coach")]
    assert reasons(organizer, *new) == ["", words.REPEATED]


def test_an_organizer_who_is_there_is_corrected_and_nobody_becomes_one(organizer):
    second = factories.make_membership(CohortRole.ORGANIZER, cohort=organizer.cohort).user
    mentor = factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user
    found = row_of(second, role="organizer", position="Analis"), row_of(mentor, role="organizer")
    (kept, refused) = carry_out(organizer, *found)
    assert (kept.judgement, refused.reason) == (Judgement.CHANGES, words.APPOINTED)
    db.session.expire_all()
    assert second.position == "Analis"
    assert {m.role for m in mentor.memberships} == {CohortRole.MENTOR}


def test_an_agency_without_a_region_stays_that_of_the_person_and_is_nobody_elses(organizer):
    kept = Agency(name="Badan Kesbangpol")
    user = factories.make_membership(cohort=organizer.cohort, user=factories.make_user(agency=kept)).user
    stays = row_of(user, agency="Badan Kesbangpol")
    new = row(email="baru@example.org", agency="Badan Kesbangpol")
    first, second = judge(organizer, stays, new)
    assert first.judgement is Judgement.SAME and first.notes == []
    assert second.office and second.office.id is None
    db.session.add(Agency(name="Badan Kesbangpol", region="Minahasa"))
    db.session.commit()
    (verdict,) = judge(organizer, stays)
    assert [change.field for change in verdict.changes] == ["agency"]


def test_a_row_that_mixes_two_accounts_is_refused_without_a_word_about_either(organizer):
    one, two = factories.make_user(), factories.make_user()
    (verdict,) = judge(organizer, row(nip=one.nip, email=two.email))
    assert verdict.reason == words.TWO_PEOPLE and not verdict.changes and not verdict.notes
    assert reasons(organizer, row(nip="197503032000121005", email=one.email)) == [words.OTHER_NIP]


def test_somebody_of_other_cohorts_joins_and_keeps_their_profile(organizer):
    elsewhere = factories.make_membership().user
    before = elsewhere.name, elsewhere.position, elsewhere.agency_id, elsewhere.email
    mine = row(
        "Nama Lain", nip=elsewhere.nip, email="lain@example.org", position="Camat", agency="Dinas Baru"
    )
    (verdict,) = judge(organizer, mine)
    assert verdict.judgement is Judgement.NEW and verdict.changes == [] and not verdict.can_be_invited
    assert [note.words for note in verdict.notes] == [words.HAS_ACCOUNT, words.NOT_OURS]
    assert verdict.letters == ("Nama Lain",)
    carry_out(organizer, mine)
    assert [letter.to for letter in db.session.query(OutboxEmail)] == [elsewhere.email]
    db.session.refresh(elsewhere)
    assert (elsewhere.name, elsewhere.position, elsewhere.agency_id, elsewhere.email) == before
    assert db.session.query(Agency).filter_by(name="Dinas Baru").count() == 0
    assert [m.cohort_id for m in elsewhere.memberships][:1] == [organizer.cohort_id]
    (again,) = judge(organizer, mine)
    assert again.judgement is Judgement.SAME


def test_nobody_becomes_another_by_an_import_who_is_an_administrator_or_nobodys(organizer):
    admin, nobodys = factories.make_user(is_admin=True), factories.make_user()
    factories.make_membership(cohort=organizer.cohort, user=admin)
    for user in (admin, nobodys):
        (verdict,) = judge(organizer, row("Lain", nip=user.nip, email="lain@example.org"))
        assert verdict.changes == []


def test_an_address_changes_only_while_the_account_has_no_password(organizer):
    fresh, used = (factories.make_membership(cohort=organizer.cohort).user for _n in "ab")
    used.password = "hash"
    db.session.commit()
    link = fresh.fs_uniquifier
    found = row_of(fresh, email="baru1@example.org"), row_of(used, email="baru2@example.org")
    first, second = carry_out(organizer, *found)
    assert [change.field for change in first.changes] == ["email"]
    assert [note.words for note in second.notes] == [words.KEEPS_EMAIL]
    assert fresh.fs_uniquifier != link  # what was sent to the old address leads nowhere any more
    assert fresh.email == "baru1@example.org" and used.email != "baru2@example.org"


def test_a_profile_changes_and_a_blank_cell_empties_nothing(organizer):
    user = factories.make_membership(cohort=organizer.cohort, group_name="Kelompok 1").user
    rank = user.rank_grade
    (verdict,) = carry_out(organizer, row_of(user, position="Camat", rank_grade="", agency="Kecamatan Kakas"))
    assert verdict.changes[0] == ("position", "Kepala Bidang", "Camat")
    db.session.expire_all()
    assert (user.position, user.rank_grade, user.agency.name) == ("Camat", rank, "Kecamatan Kakas")
    assert user.memberships[0].group_name == "Kelompok 1"


def test_participants_exchange_their_numbers_but_take_none_that_is_kept(organizer):
    one, two, three = (factories.make_membership(cohort=organizer.cohort, roster_no=n) for n in (1, 2, 3))
    swap = row_of(one.user, roster_no="2"), row_of(two.user, roster_no="1")
    carry_out(organizer, *swap)
    db.session.expire_all()
    assert (one.roster_no, two.roster_no, three.roster_no) == (2, 1, 3)
    new = row(email="n@example.org", roster_no="3"), row(email="m@example.org", roster_no="4")
    late = row(email="l@example.org", roster_no="4")
    assert reasons(organizer, *new, late) == [words.TAKEN_NUMBER, "", words.TAKEN_NUMBER]
    # Whoever should make room cannot, so nobody behind them can move up.
    chain = row_of(one.user, roster_no="1"), row_of(two.user, roster_no="3")
    assert reasons(organizer, *chain) == [words.TAKEN_NUMBER, words.TAKEN_NUMBER]


def test_mentors_and_participants_come_in_one_file(organizer):
    mentor = row("Budi", "mentor", email="budi@example.org", nip="197503032000121005")
    pupil = row("Andi", email="andi@example.org", mentor="197503032000121005", group_name="Kelompok 2")
    verdicts = carry_out(organizer, pupil, mentor)
    assert [v.judgement for v in verdicts] == [Judgement.NEW, Judgement.NEW]
    user = db.session.query(User).filter_by(email="andi@example.org").one()
    assert user.memberships[0].mentor.name == "Budi"
    came = db.session.query(MemberEvent).filter_by(action=MemberAction.ADD)
    assert {line.user.name for line in came} == {"Andi", "Budi"}
    assert db.session.query(DigestItem).count() == 0
    bad = (
        row("Cici", "mentor", email="cici@example", nip=""),
        row("Dedi", email="d@example.org", mentor="cici@example"),
    )
    assert reasons(organizer, *bad) == [words.BAD_EMAIL, words.NO_GUIDE["mentor"]]
    assert reasons(organizer, row(nip=user.nip, email=user.email, mentor=user.email)) == [
        words.NO_GUIDE["mentor"]
    ]


def test_a_changed_mentor_and_coach_take_the_plan_along_and_its_state_stays(organizer):
    member = factories.make_membership(cohort=organizer.cohort)
    plan = factories.make_submitted_plan(member)
    state = plan.state
    mentor, coach = (
        factories.make_membership(role, cohort=organizer.cohort).user
        for role in (CohortRole.MENTOR, CohortRole.COACH)
    )
    found = row_of(member.user, mentor=mentor.email, coach=coach.nip)
    (verdict,) = judge(organizer, found)
    assert set(verdict.letters) == {member.user.name, member.mentor.name, mentor.name, coach.name}
    with pytest.raises(Incomplete):
        carry_out(organizer, found)
    carry_out(organizer, found, reason="Mutasi")
    plan = db.session.get_one(ActionPlan, plan.id, populate_existing=True)
    assert (plan.mentor_id, plan.coach_id, plan.state) == (mentor.id, coach.id, state)
    assert db.session.query(DigestItem).count() == 5  # three for the mentor, two for the coach
    (line,) = db.session.query(MemberEvent).filter_by(action=MemberAction.ASSIGN_COACH)
    assert (line.user_id, line.new_id, line.reason) == (member.user_id, coach.id, "Mutasi")


def test_another_group_is_a_line_of_the_history(organizer):
    member = factories.make_membership(cohort=organizer.cohort, group_name="Kelompok 1")
    carry_out(organizer, row_of(member.user, group_name="Kelompok 2"))
    (line,) = db.session.query(MemberEvent).filter_by(user_id=member.user_id)
    assert (line.action, line.reason) == (MemberAction.SET_GROUP, "Kelompok 1 → Kelompok 2")


def test_agencies_of_one_name_in_two_regions_need_the_region(organizer):
    db.session.add_all(Agency(name="Dinas Sosial", region=region) for region in ("Bitung", "Tomohon"))
    db.session.commit()
    found = row(email="a@example.org", agency="Dinas Sosial", region="")
    assert reasons(organizer, found) == [words.SEVERAL_OFFICES]
    (verdict,) = carry_out(organizer, row(email="a@example.org", agency="dinas sosial", region="bitung"))
    assert verdict.notes == []
    slip = row(email="b@example.org", agency="Dinas Sosail", region="Bitung")
    (verdict,) = judge(organizer, slip)
    assert verdict.doubtful and verdict.notes[0].other == "Dinas Sosial – Bitung"


def test_what_is_agreed_to_is_what_is_done(organizer):
    found = row(email="a@example.org")
    with pytest.raises(ChangedMeanwhile):
        people_import.carry_out(organizer.cohort, [found], organizer.user, seen="other")
    stranger = factories.make_membership(CohortRole.ORGANIZER).user
    with pytest.raises(NotPermitted):
        people_import.judge(organizer.cohort, [found], stranger)
    assert db.session.query(Membership).filter_by(cohort_id=organizer.cohort_id).count() == 1
