"""The pages of milestones."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest

from pka_tracker.extensions import db, now
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, Milestone, MilestoneState, PlanState
from pka_tracker.operations.plans import milestones
from tests import factories


@pytest.fixture
def plan(app):
    plan = factories.make_plan_in(PlanState.IN_IMPLEMENTATION)
    db.session.refresh(plan, ["milestones"])
    return plan


def current(milestone: Milestone) -> Milestone:
    db.session.expire_all()
    return db.session.get_one(Milestone, milestone.id)


def test_participant_and_mentor_work_through_a_milestone(plan, sign_in):
    milestone = plan.milestones[0]
    owner, mentor = sign_in(plan.owner), sign_in(plan.mentor)
    typed = {
        "report": "Tim dibentuk.",
        "evidence_url": "https://example.org/sk",
        "seen": token(milestone),
    }
    assert owner.get(f"/milestones/{milestone.id}/report").status_code == 200
    assert owner.post(f"/milestones/{milestone.id}/report", data=typed).status_code == 303
    page = mentor.get(f"/plans/{plan.id}/milestones")
    assert "Tim dibentuk." in page.text and 'href="https://example.org/sk"' in page.text
    seen = token(current(milestone))
    back = mentor.post(f"/milestones/{milestone.id}/return", data={"reason": "Tambah foto.", "seen": seen})
    assert back.status_code == 303
    assert "Tambah foto." in owner.get(f"/milestones/{milestone.id}/report").text
    typed["seen"] = token(current(milestone))
    owner.post(f"/milestones/{milestone.id}/report", data=typed)
    seen = token(current(milestone))
    assert mentor.get(f"/milestones/{milestone.id}/verify").status_code == 200
    assert mentor.post(f"/milestones/{milestone.id}/verify", data={"seen": seen}).status_code == 303
    assert current(milestone).state is MilestoneState.VERIFIED
    page = owner.get(f"/plans/{plan.id}/milestones").text
    assert "1 of 3 verified" in page
    history = page[page.index("<summary>History") :]
    assert history.index("Verified") < history.index("Tambah foto.") < history.rindex("Tim dibentuk.")
    assert f"{plan.owner.name} ·" in history and f"{plan.mentor.name} ·" in history


def test_progress_is_shown_in_words_and_waits_for_nobody(plan, sign_in):
    milestone, client = plan.milestones[0], sign_in(plan.owner)
    milestone.starts_on, milestone.ends_on = date(2020, 1, 6), date(2099, 1, 5)
    plan.state_since = now() - timedelta(days=60)
    db.session.commit()
    assert "no news since" in client.get(f"/plans/{plan.id}/milestones").text.partition(f'id="m{milestone.id}"')[2].partition("</section>")[0]  # fmt: skip
    typed = {
        "stands": "in_progress",
        "report": "Dua dari lima loket.",
        "evidence_url": "",
        "seen": token(milestone),
    }
    assert client.post(f"/milestones/{milestone.id}/report", data=typed).status_code == 303
    page = client.get(f"/plans/{plan.id}/milestones").text
    card = page.partition(f'id="m{milestone.id}"')[2].partition("</section>")[0]
    assert "In progress" in card and "no news since" not in card and "Report the milestone" in card
    assert 'gantt__bar--in_progress"' in page
    assert "/verify" not in sign_in(plan.mentor).get("/").text
    form = client.get(f"/milestones/{milestone.id}/report").text
    assert "Dua dari lima loket." in form and 'name="stands" value="in_progress" checked' in form


def test_done_before_the_first_day_is_accepted_with_a_hint(plan, sign_in):
    milestone, client = plan.milestones[2], sign_in(plan.owner)
    milestone.starts_on = milestone.ends_on = date(2099, 1, 5)
    db.session.commit()
    typed = {"report": "Selesai.", "evidence_url": "https://example.org/x", "seen": token(milestone)}
    answer = client.post(f"/milestones/{milestone.id}/report", data=typed | {"stands": "reported"}, follow_redirects=True)  # fmt: skip
    assert "was planned to begin only on 5 Jan 2099" in answer.text
    assert current(milestone).state is MilestoneState.REPORTED


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "", "example.org/x", "https://", "https://a" + "b" * 500]
)
def test_an_address_that_cannot_be_opened_is_refused_and_the_text_stays(plan, sign_in, url):
    milestone = plan.milestones[0]
    answer = sign_in(plan.owner).post(
        f"/milestones/{milestone.id}/report",
        data={"report": "Teks panjang saya", "evidence_url": url, "seen": token(milestone)},
    )
    assert answer.status_code == 422
    assert "Teks panjang saya" in answer.text
    assert f'href="{url}"' not in answer.text or not url


def test_the_files_it_shows_and_the_files_to_send_are_two_fields(plan, sign_in):
    milestone, client = plan.milestones[0], sign_in(plan.owner)
    address = f"/milestones/{milestone.id}/report"
    typed = {"report": "", "seen": token(milestone), "files": (BytesIO(b"%PDF-1.4"), "SK.pdf")}
    for answer in (client.get(address), client.post(address, data=typed)):
        assert answer.text.count('id="files"') == 1
        assert "FileStorage" not in answer.text


def test_a_stale_page_shows_both_texts(plan, sign_in):
    milestone = plan.milestones[0]
    client, address = sign_in(plan.owner), f"/milestones/{milestone.id}/report"
    typed = {"evidence_url": "https://example.org/1", "seen": token(milestone)}
    assert client.post(address, data=typed | {"report": "Teks pertama"}).status_code == 303
    late = client.post(address, data=typed | {"report": "Teks <b>kedua</b>"})
    assert late.status_code == 409
    assert "Teks pertama" in late.text and "Teks &lt;b&gt;kedua&lt;/b&gt;" in late.text


def test_who_may_see_and_who_may_do(plan, sign_in):
    milestone = plan.milestones[0]
    organizer = factories.make_membership(CohortRole.ORGANIZER, cohort=plan.cohort).user
    stranger = factories.make_membership().user
    pages = {
        "list": f"/plans/{plan.id}/milestones",
        "report": f"/milestones/{milestone.id}/report",
        "verify": f"/milestones/{milestone.id}/verify",
        "return": f"/milestones/{milestone.id}/return",
    }
    expected = {
        plan.owner: (200, 200, 403, 403),
        plan.mentor: (200, 403, 409, 409),
        organizer: (200, 403, 403, 403),
        stranger: (404, 404, 404, 404),
    }
    for user, statuses in expected.items():
        client = sign_in(user)
        assert tuple(client.get(page).status_code for page in pages.values()) == statuses, user


def test_overdue_is_said_in_words(plan, sign_in):
    plan.milestones[0].ends_on = plan.milestones[0].starts_on = plan.milestones[0].starts_on.replace(
        year=2020
    )
    db.session.commit()
    page = sign_in(plan.mentor).get(f"/plans/{plan.id}/milestones")
    assert "Overdue" in page.text and "1 overdue" in page.text


def test_the_chart_says_each_state_in_words_and_escapes_what_was_written(plan, sign_in):
    plan.milestones[0].activity = "<b>Uji</b> coba & pelatihan"
    db.session.commit()
    page = sign_in(plan.mentor).get(f"/plans/{plan.id}/milestones").text
    chart = page[page.index('class="gantt"') : page.index("The chart as a table")]
    assert chart.count("<title") == chart.count("<desc") == 3
    assert "1. &lt;b&gt;Uji&lt;/b&gt; coba &amp; pelatihan" in chart
    assert chart.count('class="gantt__word') == 3 and "Planned" in chart
    assert 'tabindex="0"' in chart and "style=" not in chart


def test_before_the_implementation_the_page_says_what_comes(app, sign_in):
    plan = factories.make_plan()
    assert "No milestones to follow yet" in sign_in(plan.owner).get(f"/plans/{plan.id}/milestones").text


def test_the_list_costs_the_same_for_one_and_for_many(plan, sign_in, count_queries):
    client, address = sign_in(plan.owner), f"/plans/{plan.id}/milestones"
    client.get(address)
    with count_queries() as few:
        client.get(address)
    first = plan.milestones[0]
    for number in range(20):
        db.session.add(
            Milestone(
                plan_id=plan.id,
                row_id=f"x{number}",
                horizon=first.horizon,
                activity="Kegiatan",
                starts_on=first.starts_on,
                ends_on=first.ends_on,
            )
        )
    for milestone in plan.milestones:
        told = {"report": "Selesai.", "evidence_url": "https://example.org/x"}
        milestones.report(milestone, plan.owner, seen=milestone.lock_version, **told)
    db.session.commit()
    with count_queries() as many:
        client.get(address)
    assert len(few) == len(many) <= 5


def test_before_it_is_closed_the_page_names_what_is_missing(plan, sign_in):
    short, medium, _long = plan.milestones
    short.activity = "Membentuk <tim> efektif"
    plan.milestones[1].activity = "Melatih kecamatan"
    db.session.commit()
    client, address = sign_in(plan.mentor), f"/plans/{plan.id}/close"
    for answer in (client.get(address), client.post(address, data={"seen": token(plan)})):
        refusal = answer.text.partition('<form method="post" novalidate')[0]
        assert "Verify every short-term milestone first" in refusal
        assert f'/plans/{plan.id}/milestones#m{short.id}">Membentuk &lt;tim&gt; efektif</a>' in refusal
        assert "Planned" in refusal and medium.activity not in refusal
