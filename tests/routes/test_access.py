"""Every address of the program, seen by everybody: what is not yours does not exist."""

from __future__ import annotations

import sqlalchemy as sa

from pka_tracker.extensions import db
from pka_tracker.models import (
    AtmNote,
)
from tests.factories import (
    make_membership,
)

#: (owner, mentor, organizer, stranger) -> status of a GET, with the plan in review and its note a draft.
#: 404 is "not visible to you", 403 "not yours to do", 409 "not now", 405 "only by a form".
EXPECTED: dict[str, tuple[int, int, int, int]] = {
    "home.index": (200, 200, 200, 200),
    "bulk.run": (405, 405, 405, 405),
    "bulk.request_revision": (405, 405, 405, 405),
    "endorsements.retract": (403, 403, 403, 404),
    "endorsements.endorse": (403, 403, 403, 404),
    "endorsements.advise": (403, 403, 403, 404),
    "kept_texts.section": (200, 404, 404, 404),
    "kept_texts.note": (200, 404, 404, 404),
    "kept_texts.comment": (404, 200, 404, 404),
    "kept_texts.assessment": (200, 200, 200, 404),
    "kept_texts.entry": (200, 200, 200, 404),
    "paper_templates.index": (404, 404, 200, 404),
    "paper_templates.show": (404, 404, 200, 404),
    "paper_templates.layout": (404, 404, 200, 404),
    "paper_templates.preview": (404, 404, 200, 404),
    "paper_templates.remove": (405, 405, 405, 405),
    "packages.ask": (405, 405, 405, 405),
    "packages.progress": (404, 404, 200, 404),
    "packages.download": (404, 404, 200, 404),
    "settings.show": (200, 200, 200, 200),
    "calendar.renew": (405, 405, 405, 405),
    "calendar.revoke": (405, 405, 405, 405),
    "accounts.index": (404, 404, 404, 404),  # an administrator's
    "accounts.new": (403, 403, 403, 403),
    "accounts.show": (404, 404, 404, 404),
    "accounts.invite": (405, 405, 405, 405),
    "accounts.disable": (404, 404, 404, 404),
    "accounts.enable": (405, 405, 405, 405),
    "accounts.end_sessions": (405, 405, 405, 405),
    "accounts.anonymise": (404, 404, 404, 404),
    "retention.index": (404, 404, 404, 404),
    "retention.run": (405, 405, 405, 405),
    "personal_data.show": (200, 200, 200, 200),
    "personal_data.download": (200, 200, 200, 200),
    "files.note": (200, 404, 404, 404),
    "files.plan": (200, 200, 200, 404),
    "files.milestone": (200, 200, 200, 404),
    "files.indicator": (200, 200, 200, 404),
    "files.download": (200, 404, 404, 404),
    "files.thumbnail": (200, 404, 404, 404),
    "files.delete": (200, 404, 404, 404),
    "notes.index": (200, 200, 200, 200),
    "notes.new": (200, 404, 404, 404),
    "notes.show": (200, 404, 404, 404),
    "notes.edit": (200, 404, 404, 404),
    "note_actions.submit": (200, 404, 404, 404),
    "note_actions.return": (403, 404, 404, 404),
    "note_actions.accept": (403, 404, 404, 404),
    "note_actions.delete": (200, 404, 404, 404),
    "plans.index": (200, 200, 200, 200),
    "plans.new": (303, 404, 404, 404),
    "plans.show": (200, 200, 200, 404),
    "plans.version": (200, 200, 200, 404),
    "papers.note": (200, 404, 404, 404),
    "papers.version": (200, 200, 200, 404),
    "papers.approval": (404, 404, 404, 404),  # nothing is decided yet
    "papers.assessment": (404, 404, 404, 404),
    "papers.milestones": (200, 200, 200, 404),
    "papers.log": (200, 200, 200, 404),
    "plans.history": (200, 200, 200, 404),
    "plans.section": (409, 404, 404, 404),
    "plan_actions.submit": (409, 403, 403, 404),
    "plan_actions.withdraw": (409, 403, 403, 404),
    "plan_actions.start_review": (403, 409, 403, 404),
    "plan_actions.request_revision": (403, 200, 403, 404),
    "plan_actions.approve": (403, 200, 403, 404),
    "plan_actions.take_back": (403, 409, 403, 404),
    "plan_actions.resubmit": (409, 403, 403, 404),
    "plan_actions.reopen": (409, 403, 409, 404),
    "plan_actions.start_implementation": (409, 403, 403, 404),
    "plan_actions.close": (403, 409, 403, 404),
    "presence.here": (405, 405, 405, 405),
    "reviews.index": (200, 200, 200, 200),
    "reviewing.save_view": (405, 405, 405, 405),
    "reviewing.forget_view": (405, 405, 405, 405),
    "reviewing.snippets": (200, 200, 200, 200),
    "reviewing.forget_snippet": (405, 405, 405, 405),
    "reviewing.skip": (405, 405, 405, 405),
    "reviews.show": (403, 200, 403, 404),
    "reviews.mark": (405, 405, 405, 405),
    "reviews.comment": (405, 405, 405, 405),
    "reviews.assessment": (405, 405, 405, 405),
    "reviews.begin": (405, 405, 405, 405),
    "comments.edit": (404, 200, 404, 404),
    "comments.save": (404, 200, 404, 404),
    "comments.save_answer": (404, 409, 404, 404),
    "comments.delete": (404, 200, 404, 404),
    "comments.settle": (405, 405, 405, 405),
    "comments.reopen": (405, 405, 405, 405),
    "board.show": (404, 404, 200, 404),
    "board.report": (404, 404, 200, 404),
    "comments.answer": (404, 409, 404, 404),
    "cohort_exports.index": (404, 404, 200, 404),
    "cohort_exports.workbook": (404, 404, 200, 404),
    "agencies.index": (404, 404, 200, 404),
    "agencies.new": (403, 403, 200, 403),
    "agencies.edit": (404, 404, 200, 404),
    "people_import.upload": (404, 404, 200, 404),
    "people_import.preview": (405, 405, 405, 405),
    "people_import.confirm": (405, 405, 405, 405),
    "people_import.report": (405, 405, 405, 405),
    "people_import.template": (404, 404, 200, 404),
    "visits.index": (404, 404, 200, 404),
    "visits.new": (404, 404, 200, 404),
    "visits.edit": (404, 404, 200, 404),
    "visits.remove": (404, 404, 200, 404),
    "people.index": (404, 404, 200, 404),
    "people.history": (404, 404, 200, 404),
    "people.new": (404, 404, 200, 404),
    "people.show": (404, 404, 200, 404),
    "people.profile": (404, 404, 200, 404),
    "people.edit": (404, 404, 200, 404),
    "people.remove": (404, 404, 200, 404),
    "people.invite": (405, 405, 405, 405),
    "cohorts.index": (404, 404, 200, 404),
    "cohorts.new": (403, 403, 200, 403),
    "cohorts.settings": (404, 404, 200, 404),
    "evaluations.index": (404, 404, 200, 404),
    "evaluations.show": (404, 404, 200, 404),
    "evaluations.ask_again": (405, 405, 405, 405),
    "members.index": (404, 404, 200, 404),
    "members.assign_mentor": (404, 404, 200, 404),
    "members.assign_coach": (404, 404, 200, 404),
    "holidays.edit": (404, 404, 200, 404),
    "extensions.ask": (409, 403, 403, 404),
    "extensions.take_back": (405, 405, 405, 405),
    "extensions.index": (404, 404, 200, 404),
    "extensions.answer": (403, 404, 200, 404),
    "milestones.index": (200, 200, 200, 404),
    "milestones.report": (409, 403, 403, 404),
    "milestones.verify": (403, 409, 403, 404),
    "milestones.return": (403, 409, 403, 404),
    "indicators.index": (200, 200, 200, 404),
    "indicators.report": (409, 403, 403, 404),
    "indicators.verify": (403, 409, 403, 404),
    "indicators.return": (403, 409, 403, 404),
    "succession.hand_over": (409, 403, 409, 404),
    "consultations.index": (303, 200, 200, 200),
    "consultations.show": (200, 200, 200, 404),
    "consultations.new": (403, 200, 403, 404),
    "consultations.edit": (403, 200, 403, 404),
    "consultations.acknowledge": (200, 403, 403, 404),
    "practices.index": (200, 200, 200, 200),
    "replications.index": (200, 200, 200, 200),
    "replications.new": (404, 404, 404, 404),  # which practice?
    "replications.show": (200, 200, 200, 404),
    "replication_actions.advance": (200, 403, 200, 404),
    "replication_actions.skip": (200, 403, 200, 404),
    "replication_actions.update": (200, 403, 200, 404),
    "replication_actions.take_back": (409, 403, 409, 404),
    "replication_actions.stop": (200, 403, 200, 404),
    "replication_actions.resume": (409, 403, 409, 404),
    "files.practice": (200, 200, 200, 404),
    "files.replication": (200, 200, 200, 404),
    "practice_import.upload": (403, 403, 200, 403),
    "practice_import.confirm": (405, 405, 405, 405),
    "practice_import.report": (405, 405, 405, 405),
    "practice_import.template": (403, 403, 200, 403),
    "practices.show": (200, 200, 200, 404),
    "practices.new": (403, 403, 200, 403),
    "practices.edit": (403, 403, 200, 404),
    "practices.retire": (405, 405, 405, 405),
    "practices.restore": (405, 405, 405, 405),
}
#: Open to everybody, tested in test_public.py, or Flask-Security's own.
ELSEWHERE = (
    "security.",
    "health.",
    "static",
    "account.",
    "papers.verify",
    "calendar.feed",
    "evaluation_links.",
)


def endpoints(app) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(ELSEWHERE)}


def test_every_address_is_expected_here(app):
    assert endpoints(app) ^ set(EXPECTED) == set()


def test_everybody_sees_exactly_this(app, sign_in, scene):
    people, ids = scene
    clients = [sign_in(person) for person in people]
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in EXPECTED:
            continue
        address = rule.build({name: ids[name] for name in rule.arguments})[1]
        statuses = tuple(client.get(address).status_code for client in clients)
        if statuses != EXPECTED[rule.endpoint]:
            wrong.append((rule.endpoint, statuses))
        nobody = app.test_client().get(address)
        if (nobody.status_code, nobody.location and nobody.location.startswith("/login")) not in (
            (303, True),
            (405, None),
        ):
            wrong.append((rule.endpoint, "signed out", nobody.status_code))
    assert wrong == []


PARENTS = {"plan_id": "/plans/{}", "note_id": "/notes/{}", "replication_id": "/replications/{}"}


def test_what_came_too_late_leads_back_to_what_it_was_about(app, sign_in, scene):
    people, ids = scene
    led = 0
    for rule in app.url_map.iter_rules():
        for parent, shape in PARENTS.items():
            if parent not in rule.arguments or rule.endpoint not in EXPECTED:
                continue
            address = rule.build({name: ids[name] for name in rule.arguments})[1]
            for person, status in zip(people, EXPECTED[rule.endpoint], strict=True):
                link = f'<a class="button button--primary" href="{shape.format(ids[parent])}"'
                if status == 409:
                    led += 1
                    assert link in sign_in(person).get(address).text, address
                    assert sign_in(person).get(shape.format(ids[parent])).status_code == 200
                elif status == 404:
                    assert shape.format(ids[parent]) not in sign_in(person).get(address).text, address
    assert led > 10


def test_a_foreign_id_never_answers_more_than_not_found(app, sign_in, scene):
    _people, ids = scene
    stranger = sign_in(make_membership().user)
    for rule in app.url_map.iter_rules():
        if rule.endpoint in EXPECTED and rule.arguments and "POST" in rule.methods:
            address = rule.build({name: ids[name] for name in rule.arguments})[1]
            assert (
                stranger.post(address, data={"seen": "1", "body": "x", "kind": "required"}).status_code == 404
            ), address
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AtmNote)) > 0
