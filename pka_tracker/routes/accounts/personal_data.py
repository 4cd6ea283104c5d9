"""Everything a person has here, for that person (UU 27/2022: access to one's own data)."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, render_template, send_file

from pka_tracker import emails
from pka_tracker.exports import personal_archive as archive
from pka_tracker.exports.document import Document, note_document, plan_document
from pka_tracker.exports.pdf import as_pdf
from pka_tracker.exports.personal_archive import Member
from pka_tracker.extensions import now
from pka_tracker.models import User
from pka_tracker.operations import papers
from pka_tracker.operations.files import blob_key
from pka_tracker.queries.accounts import own
from pka_tracker.queries.personal import personal_data
from pka_tracker.routes.accounts.settings import facts_of
from pka_tracker.routes.site.access import me
from pka_tracker.storage import blobs
from pka_tracker.words import gettext as _

bp = Blueprint("personal_data", __name__)
log = logging.getLogger(__name__)

#: As much of the ZIP stays in memory; a larger one goes to a file that has no name.
IN_MEMORY = 8_000_000


@bp.get("/settings/my-data")
def show() -> str:
    """What the ZIP holds, what is kept besides, and for how long."""
    years = current_app.config["RETENTION_YEARS"]
    return render_template("settings/my_data.html", years=years)


@bp.get("/settings/my-data.zip")
def download() -> Response:
    """The ZIP; its name says no person's."""
    target = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it was sent
    archive.write(target, _members(me()))
    target.seek(0)
    log.info("user %s took their data along", me().id)
    return send_file(
        target,
        mimetype="application/zip",
        as_attachment=True,
        download_name="data-saya.zip",
    )


def _members(user: User) -> Iterator[Member]:
    account = own.get_account(user)
    yield archive.text(_("READ-ME.txt"), render_template("settings/my_data.txt", made_at=now()))
    yield archive.data("data.json", _data(account))
    for name, paper in _papers(user):
        yield Member(f"dokumen/{name}.pdf", [as_pdf(paper)])
    for file in personal_data.own_files(user):
        yield Member(f"berkas/{archive.safe_name(file.id, file.name)}", blobs.stream(blob_key(file.key)))


def _data(account: User) -> dict[str, Any]:
    return {
        "account": personal_data.profile_of(account)
        | {"agency": account.agency.name if account.agency else ""},
        "cohorts": [{"cohort": m.cohort.name} | dict(facts_of(m)) for m in account.memberships],
        "written": personal_data.written_by(account),
        "received": personal_data.received_by(account),
    }


def _papers(user: User) -> Iterator[tuple[str, Document]]:
    for note in personal_data.own_notes(user):
        address = emails.verify_link(note.standing[1]) if note.standing else ""
        yield f"catatan-atm-{note.id}", note_document(note, address)
    for plan in personal_data.own_plans(user):
        for version in plan.versions:
            paper = plan_document(plan, version, emails.verify_link(version))
            yield f"rap-{plan.id}-v{version.number}", paper
    for number in personal_data.own_logs(user):
        card = papers.log(number, user)
        yield card.name, card.document
