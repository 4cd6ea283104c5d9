"""Lists that are taken along: what the page shows, all of it, no more, and as something to import again."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from markupsafe import Markup
from python_calamine import CalamineWorkbook

from pka_tracker.extensions import db
from pka_tracker.models import Agency, CohortRole, Judgement, Membership, PlanState, StudyVisit
from pka_tracker.operations import notes
from pka_tracker.routes.files import lists
from tests import factories

LISTS = ("people", "members", "agencies", "practices", "notes", "plans", "reviews", "replications")
#: By which column the rows of a list are known on its page.
KEYS = {
    "people": "Alamat surel",
    "agencies": "Instansi",
    "practices": "Nama",
    "members": "Nama",
    "notes": "Praktik",
    "plans": "Peserta",
    "reviews": "Peserta",
    "replications": "Praktik",
}
HOSTILE = ("=cmd|' /C calc'!A0", "+1", "@x", "-2+3")


@pytest.fixture
def organizer(app):
    return factories.make_membership(CohortRole.ORGANIZER)


def address(name: str, cohort_id: int, **asked: str) -> str:
    path = f"/cohorts/{cohort_id}/{name}" if name in ("people", "members") else f"/{name}/"
    return path + "?" + "&".join(f"{key}={value}" for key, value in asked.items())


def rows_of(data: bytes) -> list[dict]:
    heads, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]


def taken(client, name: str, cohort_id: int, **asked: str) -> list[dict]:
    """The rows of a list with these filters, as a workbook has them."""
    answer = client.get(address(name, cohort_id, **asked, file="xlsx"))
    assert answer.status_code == 200, answer.text[:200]
    return rows_of(answer.data)


def fill(cohort, participants: int) -> None:
    """People with a note that was handed in, a plan, and a replication of a practice of its own."""
    for _n in range(participants):
        plan = factories.make_plan_in(PlanState.SUBMITTED, cohort=cohort)
        note = db.session.query(factories.AtmNote).filter_by(owner_id=plan.owner_id).one()
        content = note.content | {"context": note.content["context"] | {"practice": f"Praktik {note.id}."}}
        notes.save(note, plan.owner, content, seen=note.lock_version)
        notes.submit(note, plan.owner, seen=note.lock_version)
        factories.make_replication(db.session.query(Membership).filter_by(user_id=plan.owner_id).one())


def shown(client, name: str, cohort_id: int, **asked: str) -> str:
    """What stands on all pages of a list, one after the other."""
    found, number = "", 1
    while True:
        page = client.get(address(name, cohort_id, **asked, page=str(number))).text
        found += Markup(page[page.index("<main") : page.index("</main>")]).striptags()
        if 'rel="next"' not in page:
            return found
        number += 1


def test_a_list_holds_what_its_pages_show_and_in_their_order(organizer, sign_in, monkeypatch):
    monkeypatch.setattr("pka_tracker.queries.paging.paginate.__defaults__", (1, 2))
    monkeypatch.setattr("pka_tracker.queries.reviews.review_queue.PER_PAGE", 2)
    client, cohort = sign_in(organizer.user), organizer.cohort
    fill(cohort, 3)
    factories.make_plan_in(PlanState.SUBMITTED)  # of another cohort
    for name in LISTS:
        text, place = shown(client, name, cohort.id), 0
        found = [row[KEYS[name]] for row in taken(client, name, cohort.id)]
        assert len(found) == {"people": 7, "practices": 5}.get(name, 3) or name == "agencies", name
        for word in found:
            place = text.index(word, place)
        one = found[-1]
        assert [row[KEYS[name]] for row in taken(client, name, cohort.id, q=one)] == [one], name
        assert taken(client, name, cohort.id, q="nobody at all") == []


def test_the_filters_of_the_page_are_those_of_the_file(organizer, sign_in):
    client, cohort = sign_in(organizer.user), organizer.cohort
    fill(cohort, 2)
    approved = factories.make_plan_in(PlanState.APPROVED, cohort=cohort, group_name="Kelompok 2")
    (member,) = taken(client, "members", cohort.id, state="approved")
    assert (member["Nama"], member["Kelompok"]) == (approved.owner.name, "Kelompok 2")
    assert member["Mentor"] == approved.mentor.name and member["Kelengkapan (%)"] == 100
    (review,) = taken(client, "reviews", cohort.id, state="approved")
    assert review["Peserta"] == approved.owner.name and review["Sampai"] == "" and review["Versi"] == 1
    waiting = taken(client, "reviews", cohort.id, state="waiting", sort="name", order="desc")
    names = [row["Peserta"] for row in waiting]
    assert len(names) == 2 and names == sorted(names, reverse=True)
    assert {row["Siapa yang harus bertindak"] for row in waiting} == {"Menunggu mentor"}
    assert {row["Peran"] for row in taken(client, "people", cohort.id, role="mentor")} == {"Mentor"}
    assert len(taken(client, "replications", cohort.id, stage="interest", party="receiver")) == 2
    assert taken(client, "replications", cohort.id, stage="mou") == []
    assert {row["Nama"] for row in taken(client, "practices", cohort.id, category="Pengaduan")} == {"LAKSA"}


def test_the_page_leads_to_the_file_of_its_filters_where_there_is_something(organizer, sign_in):
    client, cohort = sign_in(organizer.user), organizer.cohort
    fill(cohort, 6)
    for name in LISTS:
        page = client.get(address(name, cohort.id, q="i", page="1")).text
        (href,) = re.findall(r'href="([^"]*file=xlsx[^"]*)"', page)
        assert "q=i" in href and "page" not in href
        assert client.get(Markup(href).unescape()).status_code == 200
        assert "file=xlsx" not in client.get(address(name, cohort.id, q="nobody at all")).text


def test_who_does_not_see_the_page_gets_no_file_and_a_mentor_gets_their_own_only(organizer, app, sign_in):
    cohort_id = organizer.cohort_id
    fill(organizer.cohort, 2)
    plan = factories.make_plan_in(PlanState.SUBMITTED, cohort=organizer.cohort)
    mentor = sign_in(plan.mentor)
    for name in ("people", "members", "agencies"):
        assert mentor.get(address(name, cohort_id, file="xlsx")).status_code == 404
    for name in ("reviews", "plans"):
        assert [row["Peserta"] for row in taken(mentor, name, cohort_id)] == [plan.owner.name]
    assert taken(mentor, "notes", cohort_id) == []  # theirs is a draft
    stranger = sign_in(factories.make_membership().user)
    for name in ("reviews", "plans", "notes", "replications"):
        assert taken(stranger, name, cohort_id) == []
    for name in LISTS:
        assert app.test_client().get(address(name, cohort_id, file="xlsx")).status_code == 303


def test_a_name_says_what_and_when_and_nobodys_name(organizer, sign_in):
    client = sign_in(organizer.user)
    for name in LISTS:
        answer = client.get(address(name, organizer.cohort_id, q=organizer.user.name, file="xlsx"))
        said = answer.headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="[a-z-]+(\d+-)?20\d\d-\d\d-\d\d\.xlsx"', said)


def test_a_list_that_is_too_long_leads_back_to_its_filters(organizer, sign_in, monkeypatch):
    monkeypatch.setattr(lists, "MOST_ROWS", 2)
    client = sign_in(organizer.user)
    assert len(taken(client, "practices", organizer.cohort_id, page="7")) == 2
    factories.make_practice(organizer.cohort.visits[0].host, "Ketiga")
    answer = client.get("/practices/?host=&replicable=&q=&file=xlsx&page=7")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/practices/?page=7")
    assert "A workbook holds up to 2 rows." in client.get(answer.headers["Location"]).text
    assert len(taken(client, "practices", organizer.cohort_id, category="Pengaduan")) == 1


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_number_of_statements_for_one_and_for_many(
    organizer, sign_in, count_queries, name
):
    client = sign_in(organizer.user)

    def cost() -> tuple[int, int]:
        db.session.expire_all()
        with count_queries() as counted:
            rows = taken(client, name, organizer.cohort_id)
        return len(rows), len(counted)

    fill(organizer.cohort, 1)
    few, first = cost()
    fill(organizer.cohort, 3)
    many, second = cost()
    assert many > few and second == first


def import_of(client, path: str, data: bytes, **fields: str) -> dict[str, int]:
    """How many rows the preview of an import judges how."""
    file = (io.BytesIO(data), "daftar.xlsx")
    page = client.post(path, data=fields | {"file": file})
    assert page.status_code == 200, page.text
    words = {"New": Judgement.NEW, "Unchanged": Judgement.SAME, "Changes": Judgement.CHANGES}
    found = re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", page.text)
    return {words.get(word, Judgement.REFUSED): int(n) for word, n in found if int(n)}


@pytest.mark.parametrize("kind", ["by_column", "participant"])
def test_people_come_back_unchanged_whatever_they_are_called_and_however_many_roles_they_have(
    organizer, sign_in, kind
):
    cohort, region = organizer.cohort, "Kabupaten Minahasa"
    both = factories.make_membership(CohortRole.MENTOR, cohort=cohort).user
    factories.make_membership(CohortRole.COACH, cohort=cohort, user=both)
    factories.make_membership(CohortRole.COACH, cohort=cohort, user=organizer.user)
    offices = [Agency(name="Badan Tanpa Daerah"), Agency(name=f"Dinas Sosial {region}", region=region), None]
    for number, text in enumerate(HOSTILE, 1):
        user = factories.make_user(name=text, position=text, agency=offices[number % 3])
        guides = {"mentor": both, "coach_id": organizer.user_id}
        factories.make_membership(
            cohort=cohort, user=user, roster_no=number, group_name="Kelompok 1", **guides
        )
    factories.make_membership(user=both)  # in somebody else's cohort, too
    client = sign_in(organizer.user)
    answer = client.get(address("people", cohort.id, file="xlsx"))
    found = rows_of(answer.data)
    assert not [cell for row in found for cell in row.values() if str(cell).startswith(tuple("=+-@"))]
    assert {row["NIP"] for row in found} >= {organizer.user.nip, both.nip}
    assert {row["Coach (surel atau NIP)"] for row in found} == {"", organizer.user.email}
    judged = import_of(client, f"/cohorts/{cohort.id}/import", answer.data, kind=kind, region=region)
    assert judged == {Judgement.SAME: len(found)} == {Judgement.SAME: 8}


def test_agencies_come_back_unchanged(organizer, sign_in):
    factories.make_user(agency=Agency(name="=1", region="", kind="badan"))
    client, path = sign_in(organizer.user), f"/cohorts/{organizer.cohort_id}/import"
    answer = client.get(address("agencies", 0, file="xlsx"))
    judged = import_of(client, path, answer.data, kind="agencies", region="Kabupaten Minahasa")
    assert judged == {Judgement.SAME: len(rows_of(answer.data))}


def test_a_catalogue_comes_back_unchanged_and_only_to_its_own_host(organizer, sign_in):
    host = organizer.cohort.visits[0].host
    told = {"documents": "https://a.example.org\nhttps://b.example.org", "contact": "0812345678"}
    for text in HOSTILE:
        factories.make_practice(host, text, description=f"{text}\n- satu\n\n- dua", **told)
    client = sign_in(organizer.user)
    answer = client.get(address("practices", 0, file="xlsx"))
    assert import_of(client, "/practices/import/", answer.data, host=host) == {Judgement.SAME: 6}
    first = organizer.cohort.visits[0]
    organizer.cohort.visits.append(
        StudyVisit(host="Kota Lain", starts_on=first.starts_on, ends_on=first.ends_on)
    )
    factories.make_practice("Kota Lain", "LAKSA")
    both = client.get(address("practices", 0, file="xlsx")).data
    judged = import_of(client, "/practices/import/", both, host=host)
    assert judged == {Judgement.SAME: 6, Judgement.REFUSED: 1}


def test_what_is_typed_into_a_column_of_texts_stays_a_text(organizer, sign_in):
    answer = sign_in(organizer.user).get(address("people", organizer.cohort_id, file="xlsx"))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        sheet, styles = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    cells = re.findall(r'numFmtId="(\d+)"', styles[styles.index("<cellXfs") : styles.index("</cellXfs")])
    nip_column = re.findall(r'<col min="3" max="3" [^>]*style="(\d+)"', sheet)
    nip_cell = re.findall(r'<c r="C2" s="(\d+)"', sheet)
    assert [cells[int(style)] for style in nip_column + nip_cell] == ["49", "49"]  # 49 is “text”
