"""Workbooks of a cohort: the page's own numbers, the visible only, and no formula."""

from __future__ import annotations

import io
from datetime import date

import pytest
from markupsafe import Markup
from python_calamine import CalamineWorkbook

from pka_tracker.extensions import db
from pka_tracker.models import CohortRole, PlanState, ReplicationStage
from pka_tracker.operations import notes, replications
from pka_tracker.operations.plans import plans, sections
from tests.factories import (
    AHEAD,
    make_cohort,
    make_membership,
    make_note,
    make_plan_in,
    make_replication,
    make_user,
)

HOSTILE = ("=cmd|' /C calc'!A0", "+1", "@x", "-2+3", "\t=1")


def sheet_of(client, cohort, name) -> list[dict]:
    """The rows of a workbook by their heads."""
    answer = client.get(f"/cohorts/{cohort.id}/exports/{name}.xlsx")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    heads, *rows = book.get_sheet_by_index(0).to_python()
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.fixture
def cohort(app):
    return make_cohort()


@pytest.fixture
def organizer(cohort, sign_in):
    return sign_in(make_membership(CohortRole.ORGANIZER, cohort=cohort, user=make_user(locale="id")).user)


def test_progress_has_the_numbers_of_the_page(app, cohort, organizer):
    plan = make_plan_in(PlanState.APPROVED, cohort=cohort, roster_no=7)
    make_membership(cohort=cohort)
    make_plan_in(PlanState.APPROVED)  # in another cohort
    rows = {row["Nama"]: row for row in sheet_of(organizer, cohort, "progress")}
    assert len(rows) == 2
    mine = rows[plan.owner.name]
    assert mine["Nomor daftar hadir (NDH)"] == 7 and mine["Kelengkapan (%)"] == 100
    assert mine["Mentor"] == plan.mentor.name
    page = organizer.get(f"/cohorts/{cohort.id}/members").text
    assert plan.owner.name in page and mine["Rencana"] in page and "100" in page


def test_the_page_leads_to_each_workbook_and_to_the_other_pages_of_the_cohort(app, cohort, organizer):
    page = organizer.get(f"/cohorts/{cohort.id}/exports").text
    for name in ("progress", "notes", "plans", "milestones", "replications"):
        assert f"/cohorts/{cohort.id}/exports/{name}.xlsx" in page
    tabs = page[page.index('<nav class="tabs') :].split("</nav>")[0]
    assert (
        Markup(tabs).striptags()
        == "Kemajuan Peserta Anggota Studi lapangan Hari libur Pascapelatihan Unduhan Pengaturan"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_begins_a_formula(app, cohort, organizer, text):
    membership = make_membership(cohort=cohort, user=make_user(name=text, position=text))
    note = make_note(membership.user, complete=True)
    content = {key: dict(block) for key, block in note.content.items()}
    content["observe"]["facts"] = text
    notes.save(note, membership.user, content, seen=note.lock_version)
    notes.submit(note, membership.user, seen=note.lock_version)
    db.session.commit()
    cells = [
        str(cell)
        for name in ("progress", "notes")
        for row in sheet_of(organizer, cohort, name)
        for cell in row.values()
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert sum(text.strip() in cell for cell in cells) >= 4


def test_drafts_of_notes_are_left_out(app, cohort, organizer):
    membership = make_membership(cohort=cohort)
    note = make_note(membership.user, complete=True)
    assert sheet_of(organizer, cohort, "notes") == []
    notes.submit(note, membership.user, seen=note.lock_version)
    db.session.commit()
    [row] = sheet_of(organizer, cohort, "notes")
    assert row["Praktik yang diamati"] == "LAKSA" and row["Status"] == "Diajukan"


def test_plans_are_told_as_they_were_handed_in(app, cohort, organizer):
    plan = make_plan_in(PlanState.APPROVED, cohort=cohort)
    make_plan_in(PlanState.DRAFT, cohort=cohort)
    make_plan_in(PlanState.SUBMITTED)  # in another cohort
    plans.reopen(plan, plan.owner, seen=plan.lock_version)
    section = next(one for one in plan.sections if one.key == "title")
    handed_in = section.content["title"]
    sections.save(section, plan.owner, {"title": "Judul yang belum diajukan"}, seen=section.lock_version)
    db.session.commit()
    [row] = sheet_of(organizer, cohort, "plans")
    assert (row["Judul"], row["Versi"], row["Status"]) == (handed_in, 1, "Draf")
    assert row["Jumlah anggaran (Rp)"] == 18_750_000


def test_milestones_have_real_days_and_the_report(app, cohort, organizer):
    plan = make_plan_in(PlanState.COMPLETED, cohort=cohort)
    rows = sheet_of(organizer, cohort, "milestones")
    assert [row["Mulai"] for row in rows] == [date(2026, 10, 12), date(2027, 3, 1), date(2028, 3, 1)]
    assert {row["Laporan"] for row in rows} == {"Selesai."}
    assert {row["Bukti"] for row in rows} == {"https://example.org/bukti"}
    assert rows[0]["Nama"] == plan.owner.name


def test_replications_have_the_day_of_each_stage(app, cohort, organizer):
    membership = make_membership(cohort=cohort)
    row = make_replication(membership, ReplicationStage.MOU)
    skipped = make_replication(membership)
    replications.skip(skipped, membership.user, seen=skipped.lock_version, reason="Ada.", ahead=AHEAD)
    replications.stop(skipped, membership.user, seen=skipped.lock_version, reason="=mutasi")
    make_replication()  # of another cohort
    db.session.commit()
    rows = {line["Praktik"]: line for line in sheet_of(organizer, cohort, "replications")}
    assert set(rows) == {row.practice.name, skipped.practice.name}
    mine, other = rows[row.practice.name], rows[skipped.practice.name]
    assert mine["Kesepakatan bersama (MoU)"] == date(2025, 10, 1) and mine["Uji coba"] == ""
    numbers = "Surat permohonan: 055/12\nKesepakatan bersama (MoU): 055/12"
    assert (mine["Surat dan perjanjian"], other["Surat dan perjanjian"]) == (numbers, "")
    assert (other["Surat permohonan"], other["Tahap"]) == ("dilewati", "Dihentikan")
    assert other["Alasan penghentian"] == "'=mutasi"


@pytest.mark.parametrize("name", ["progress", "notes", "plans", "milestones", "replications"])
def test_a_list_costs_the_same_number_of_statements_for_one_and_for_many(
    app, cohort, organizer, count_queries, name
):
    def cost() -> int:
        db.session.expire_all()
        with count_queries() as counted:
            sheet_of(organizer, cohort, name)
        return len(counted)

    make_plan_in(PlanState.COMPLETED, cohort=cohort)
    make_replication(make_membership(cohort=cohort))
    first = cost()
    for _number in range(3):
        make_plan_in(PlanState.COMPLETED, cohort=cohort)
        make_replication(make_membership(cohort=cohort))
    assert cost() == first
