"""Files on the web: a page for each thing that has some, and the bytes to whoever sees that thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import NotFound
from pka_tracker.extensions import db
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import File, User
from pka_tracker.operations import files
from pka_tracker.queries.files import get_file, list_files
from pka_tracker.queries.notes import get_note
from pka_tracker.queries.plans.indicators import get_indicator
from pka_tracker.queries.plans.milestones import get_milestone
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.queries.practices.practices import get_practice
from pka_tracker.queries.replications.replications import get_replication
from pka_tracker.routes.files import uploads
from pka_tracker.routes.site.access import me, takes_files
from pka_tracker.routes.texts.saving import wants_json
from pka_tracker.storage import blobs
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext as _l
from pka_tracker.words import ngettext

bp = Blueprint("files", __name__)

#: A file is shown by nothing of ours and runs nothing, whatever is hidden in it; no cache keeps it.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


@dataclass(frozen=True)
class Place:
    """Something that files belong to: how it is found, what it is called, and where its own page is."""

    noun: str  # in the address
    column: str
    get: Callable[[int, User], Any]
    name: Callable[[Any], str]
    back: Callable[[Any], str]
    back_label: Any

    @property
    def endpoint(self) -> str:
        """The page of its files."""
        return f"files.{self.column.removesuffix('_id')}"

    def address(self, holder: Any) -> str:
        """Where the files of one such thing are."""
        return url_for(self.endpoint, **{self.column: holder.id})


PLACES = (
    Place(
        "notes",
        "note_id",
        get_note,
        lambda note: note.title or _("Note without a practice yet"),
        lambda note: url_for("notes.show", note_id=note.id),
        _l("Back to the note"),
    ),
    Place(
        "plans",
        "plan_id",
        get_plan,
        lambda plan: plan.title or _("Plan without a title yet"),
        lambda plan: url_for("plans.show", plan_id=plan.id, _anchor="attachments"),
        _l("Back to the plan"),
    ),
    Place(
        "milestones",
        "milestone_id",
        get_milestone,
        lambda milestone: milestone.activity,
        lambda milestone: url_for("milestones.index", plan_id=milestone.plan_id, _anchor=f"m{milestone.id}"),
        _l("Milestones"),
    ),
    Place(
        "replications",
        "replication_id",
        get_replication,
        lambda replication: replication.practice.name,
        lambda replication: url_for("replications.show", replication_id=replication.id, _anchor="files"),
        _l("Back to the replication"),
    ),
    Place(
        "practices",
        "practice_id",
        get_practice,
        lambda practice: practice.name,
        lambda practice: url_for("practices.show", practice_id=practice.id, _anchor="files"),
        _l("Back to the practice"),
    ),
    Place(
        "indicators",
        "indicator_id",
        get_indicator,
        lambda indicator: indicator.name,
        lambda indicator: url_for("indicators.report", indicator_id=indicator.id),
        _l("Report a value"),
    ),
)


def _view(place: Place) -> Callable[..., ResponseReturnValue]:
    @takes_files
    def view(**ids: int) -> ResponseReturnValue:
        return _files(place, ids[place.column])

    view.__doc__ = f"The files of one thing by its {place.column}: shown, and taken in from who writes it."
    return view


for _place in PLACES:
    bp.add_url_rule(
        f"/{_place.noun}/<int:{_place.column}>/files",
        _place.endpoint.partition(".")[2],
        _view(_place),
        methods=["GET", "POST"],
    )


def _files(place: Place, holder_id: int) -> ResponseReturnValue:
    holder = place.get(holder_id, me())
    if request.method == "GET":
        return _page(place, holder)
    policy.ensure_attaches(me(), holder)
    received = uploads.receive()
    holder = place.get(holder_id, me())
    kept = received.keep(holder)
    if not kept and not received.refused:
        received.refused.append(uploads.Refusal("", _("Choose a file first.")))
    if wants_json():
        return _json(kept, received)
    if kept:
        flash(ngettext("%(num)s file is kept.", "%(num)s files are kept.", len(kept)), "success")
    for words in received.again:
        flash(words, "info")
    if received.refused:
        return _page(place, holder, received.refused), 422
    return redirect(place.address(holder), 303)


def _page(place: Place, holder: Any, refused: list[uploads.Refusal] | None = None) -> str:
    found = list_files(holder, me())
    return render_template(
        "files/index.html",
        place=place,
        holder=holder,
        files=found,
        writes=policy.attaches(me(), holder),
        removable=[file for file in found if policy.removes(me(), file, holder)],
        refused=refused or [],
    )


def _json(kept: list[File], received: uploads.Received) -> ResponseReturnValue:
    """For the script, which sends one file at a time: its line of the list, or why it is not kept."""
    if received.refused:
        return jsonify(message=received.refused[0].why), 422
    line = render_template("files/_item.html", file=kept[0])
    return jsonify(id=kept[0].id, html=line, message=" ".join(received.again)), 201


@bp.get("/files/<int:file_id>")
def download(file_id: int) -> Response:
    """The file, to be kept by who sees what it belongs to; never opened in our own pages."""
    file = get_file(file_id, me())
    response = _send(files.blob_key(file.key), file.media_type)
    response.content_length = file.size
    name = quote(file.name, safe="")  # RFC 5987: plain bytes in the header whatever the file is called
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@bp.get("/files/<int:file_id>/thumbnail")
def thumbnail(file_id: int) -> Response:
    """The small picture of a picture that was drawn anew; the only bytes that a page of ours shows."""
    file = get_file(file_id, me())
    if not file.has_thumbnail:
        raise NotFound(file_id)
    response = _send(files.blob_key(file.key, thumbnail=True), "image/webp")
    response.headers.set("Content-Disposition", "inline")
    return response


def _send(key: str, media_type: str) -> Response:
    return Response(blobs.stream(key), headers=HEADERS, content_type=media_type)


@bp.route("/files/<int:file_id>/delete", methods=["GET", "POST"])
def delete(file_id: int) -> ResponseReturnValue:
    """Ask, then take a file out of what it belongs to."""
    file = get_file(file_id, me())
    place = next((place for place in PLACES if getattr(file, place.column) is not None), None)
    if place is None or file.removed_at is not None or file.value_id is not None:
        raise NotFound(file_id)
    holder = place.get(getattr(file, place.column), me())
    policy.ensure_removes(me(), file, holder)
    form = SeenForm()
    if form.validate_on_submit():
        files.remove(file, holder, me())
        db.session.commit()
        flash(_("The file is removed."), "success")
        return redirect(place.address(holder), 303)
    return render_template("files/delete.html", file=file, place=place, holder=holder, form=form)
