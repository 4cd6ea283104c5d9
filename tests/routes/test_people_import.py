"""The people of a cohort from a file, in the browser."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest

from pka_tracker.extensions import db
from pka_tracker.forms.sheets import read_sheet
from pka_tracker.models import Agency, CohortRole, Membership, OutboxEmail, PlanState, User
from pka_tracker.operations.people import people_import
from tests import factories

HEAD = "NDH;Nama Peserta;NIP;Email;Jabatan;Perangkat Daerah;Kelompok;Email Mentor\n"
ANDI = '7;"Dr. Ir. Andi Wowor, M.Si.";\'19750303 200012 1 005;Andi@example.org;Camat;Kecamatan Tondano Utara;Kelompok 1;{mentor}\n'
FORMULA = "8;=SUM(A1);;bad@@example.org;;;;\n"


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


@pytest.fixture
def mentor(organizer):
    return factories.make_membership(CohortRole.MENTOR, cohort=organizer.cohort).user


def choose(client, cohort_id, text, kind="participant"):
    data = text.encode("cp1252") if isinstance(text, str) else text
    fields = {"kind": kind, "region": "Kabupaten Minahasa", "file": (io.BytesIO(data), "daftar.csv")}
    return client.post(f"/cohorts/{cohort_id}/import", data=fields)


def carried(page, **values) -> dict[str, str]:
    """The hidden fields of the preview, and what is typed beside them."""
    inputs = re.findall(r'name="(rows|seen|contents)" type="hidden" value="([^"]*)"', page.text)
    assert len(inputs) == 3
    return {name: unescape(value) for name, value in inputs} | values


def people(cohort_id, role=CohortRole.PARTICIPANT) -> dict[str, Membership]:
    db.session.expire_all()
    found = db.session.query(Membership).filter_by(cohort_id=cohort_id, role=role)
    return {member.user.email: member for member in found}


def test_nothing_is_written_until_it_is_confirmed_and_then_once(organizer, mentor, sign_in):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    text = HEAD + ANDI.format(mentor=mentor.email) + FORMULA
    page = choose(client, cohort_id, text)
    assert page.status_code == 200 and "Import 1 row" in page.text
    assert (
        "New agency: Kecamatan Tondano Utara – Kabupaten Minahasa." in page.text
        and "not one e-mail address" in page.text
    )
    assert people(cohort_id) == {}
    confirmed = client.post(f"/cohorts/{cohort_id}/import/confirm", data=carried(page))
    assert confirmed.status_code == 303
    member = people(cohort_id)["andi@example.org"]
    assert (member.roster_no, member.group_name, member.mentor_id) == (7, "Kelompok 1", mentor.id)
    user = member.user
    assert (user.name, user.nip) == ("Dr. Ir. Andi Wowor, M.Si.", "197503032000121005")
    assert (user.agency.name, user.agency.region) == ("Kecamatan Tondano Utara", "Kabupaten Minahasa")
    assert user.password is None and user.invited_at is None and db.session.query(OutboxEmail).count() == 0
    again = choose(client, cohort_id, text)
    assert "There is nothing to import" in again.text and "Unchanged" in again.text
    assert "Send the invitations" in again.text  # which were not asked for the first time


def test_invitations_leave_only_if_asked_for_and_only_once(organizer, sign_in):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    page = choose(client, cohort_id, HEAD + ANDI.format(mentor=""))
    told = carried(page, invite="y")
    assert client.post(f"/cohorts/{cohort_id}/import/confirm", data=told).status_code == 303
    letter = db.session.query(OutboxEmail).one()
    assert letter.to == "andi@example.org" and "/reset/" in letter.body
    assert client.post(f"/cohorts/{cohort_id}/import/confirm", data=told).status_code == 409
    assert db.session.query(OutboxEmail).count() == 1
    assert (
        "invitations" not in choose(client, cohort_id, HEAD + ANDI.format(mentor="")).text
    )  # its link still works


def test_what_changed_since_the_preview_is_shown_again(organizer, sign_in):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    page = choose(client, cohort_id, HEAD + ANDI.format(mentor=""))
    factories.make_membership(cohort=organizer.cohort, roster_no=7)
    for end in ("confirm", "preview"):
        late = client.post(f"/cohorts/{cohort_id}/import/{end}", data=carried(page))
        assert late.status_code == 409 and "Something changed meanwhile" in late.text
    assert "Somebody else has this roster number" in late.text
    assert "andi@example.org" not in people(cohort_id)


def test_whoever_was_written_at_the_same_instant_is_shown_again(organizer, sign_in, monkeypatch):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    page = choose(client, cohort_id, HEAD + ANDI.format(mentor=""))
    known = people_import.known_people(cohort_id, [cohort_id], [], [])
    factories.make_user(email="andi@example.org")
    with monkeypatch.context() as blind:
        blind.setattr(people_import, "known_people", lambda *_asked: known)
        blind.setattr(people_import, "fingerprint", lambda _verdicts: carried(page)["seen"])
        late = client.post(f"/cohorts/{cohort_id}/import/confirm", data=carried(page))
    assert late.status_code == 409 and "Something changed meanwhile" in late.text
    assert people(cohort_id) == {}


def test_a_changed_mentor_needs_a_reason_and_says_who_gets_letters(organizer, mentor, sign_in):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    plan = factories.make_plan_in(PlanState.SUBMITTED, factories.make_membership(cohort=organizer.cohort))
    state, version, old = plan.state, plan.version_no, plan.mentor
    page = choose(
        client, cohort_id, f"Nama;Email;Mentor\n{plan.owner.name};{plan.owner.email};{mentor.nip}\n"
    )
    assert f"{old.name} → {mentor.name}" in page.text
    assert f"Letters to {plan.owner.name}; {mentor.name}; {old.name}" in page.text
    refused = client.post(f"/cohorts/{cohort_id}/import/confirm", data=carried(page))
    assert refused.status_code == 422 and "Why mentors or coaches change" in refused.text
    told = carried(refused, reason="Mutasi")
    assert client.post(f"/cohorts/{cohort_id}/import/confirm", data=told).status_code == 303
    db.session.refresh(plan)
    assert (plan.mentor_id, plan.state, plan.version_no) == (mentor.id, state, version)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_refused_is_reported_with_the_reason_and_can_be_imported_again(organizer, sign_in, kind):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    page = choose(client, cohort_id, HEAD + FORMULA)
    report = client.post(f"/cohorts/{cohort_id}/import/report", data=carried(page, kind=kind))
    assert report.headers["Content-Disposition"] == f'attachment; filename="ditolak.{kind}"'
    cells = [cell for _number, row in read_sheet(report.data) for cell in row]
    assert "'=SUM(A1)" in cells and any("not one e-mail address" in cell for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)
    assert "Refused</dt><dd>1" in choose(client, cohort_id, report.data).text


def test_the_template_is_filled_in_and_read(organizer, sign_in):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    answer = client.get(f"/cohorts/{cohort_id}/import/template.xlsx")
    ((_number, heads),) = read_sheet(answer.data)
    row = dict.fromkeys(heads, "") | {"Name with titles": "Baru", "E-mail address": "baru@example.org"}
    filled = ";".join(heads) + "\n" + ";".join(row[head] for head in heads) + "\n"
    assert "Import 1 row" in choose(client, cohort_id, filled).text
    assert "no rows below" in choose(client, cohort_id, answer.data).text


@pytest.mark.parametrize("rows", ["", "[", "W10=", "eJyLjgUAARUAuQ==", "A" * 5000])
def test_rows_that_were_tampered_with_are_refused(organizer, sign_in, rows):
    client = sign_in(organizer.user)
    for end in ("confirm", "preview", "report"):
        answer = client.post(f"/cohorts/{organizer.cohort_id}/import/{end}", data={"rows": rows, "seen": "x"})
        assert answer.status_code in (200, 409, 422)
    assert people(organizer.cohort_id) == {}


def test_only_an_organizer_of_the_cohort_imports(organizer, mentor, sign_in):
    cohort_id = organizer.cohort_id
    page = choose(sign_in(organizer.user), cohort_id, HEAD + ANDI.format(mentor=""))
    for other in (mentor, factories.make_membership(CohortRole.ORGANIZER).user):
        client = sign_in(other)
        assert choose(client, cohort_id, HEAD).status_code == 404
        for end in ("confirm", "preview", "report"):
            answer = client.post(f"/cohorts/{cohort_id}/import/{end}", data=carried(page))
            assert answer.status_code == 404
    nothing = sign_in(organizer.user).post(f"/cohorts/{cohort_id}/import", data={"kind": "participant"})
    assert nothing.status_code == 422 and "Choose a file." in nothing.text


def test_a_file_of_no_bytes_is_told_to_be_empty(organizer, sign_in):
    answer = choose(sign_in(organizer.user), organizer.cohort_id, b"")
    assert answer.status_code == 422 and "This file is empty." in answer.text


def test_a_file_that_is_too_large_is_refused_on_its_page(organizer, sign_in):
    answer = choose(sign_in(organizer.user), organizer.cohort_id, b"Nama\n" + b"x" * 2_000_000)
    assert answer.status_code == 422 and "This file is too large." in answer.text
    assert 'value="Kabupaten Minahasa"' in answer.text


def test_many_rows_are_judged_and_written_in_as_few_statements_as_one(
    organizer, mentor, sign_in, count_queries
):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    line = "{0};Peserta {0};{0:015d}{1:03d};p{0}@example.org;;Dinas {2};;{3}\n"

    def rows(first, last):
        found = (line.format(n, n % 900 + 1, n % 9, mentor.email) for n in range(first, last))
        return HEAD + "".join(found)

    counts = []
    for first, last in ((1, 2), (2, 300)):
        with count_queries() as judged:
            page = choose(client, cohort_id, rows(first, last))
        with count_queries() as written:
            answer = client.post(f"/cohorts/{cohort_id}/import/confirm", data=carried(page))
            assert answer.status_code == 303
        counts.append((len(judged), len(written)))
    new_agencies = 8  # SQLite takes them one by one
    assert counts[0][0] == counts[1][0] <= 6 and counts[1][1] <= counts[0][1] + new_agencies
    assert len(people(cohort_id)) == 299 and db.session.query(User).filter_by(email="p299@example.org").one()
    assert page.text.count("<tr>") <= 101


def test_agencies_are_added_and_those_that_are_known_stay(organizer, sign_in):
    client, cohort_id = sign_in(organizer.user), organizer.cohort_id
    db.session.add(Agency(name="Dinas Sosial", region="Kabupaten Minahasa", kind="dinas"))
    db.session.commit()
    text = "No;Perangkat Daerah;Jenis\n1;DINAS SOSIAL;x\n2;Dinas Sosail;dinas\n3;Inspektorat;inspektorat\n4;inspektorat;\n"
    page = choose(client, cohort_id, text, "agencies")
    assert "Import 2 rows" in page.text and "It is much like “Dinas Sosial – Kabupaten Minahasa”" in page.text
    assert "This agency stands in row 4 already." in page.text
    assert client.post(f"/cohorts/{cohort_id}/import/confirm", data=carried(page)).status_code == 303
    found = (
        db.session.query(Agency).filter_by(region="Kabupaten Minahasa").filter(Agency.name != "Dinas Sosial")
    )
    assert {(a.name, a.kind) for a in found} >= {("Dinas Sosail", "dinas"), ("Inspektorat", "inspektorat")}
    assert client.post(f"/cohorts/{cohort_id}/import/confirm", data=carried(page)).status_code == 409
    assert "There is nothing to import" in choose(client, cohort_id, text, "agencies").text
