"""The layouts of a cohort's papers, for its organizers."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels
from pka_tracker.errors import Incomplete, NotFound
from pka_tracker.exports.document import Document, in_official_language
from pka_tracker.exports.docx import MEDIA_TYPE, as_docx
from pka_tracker.exports.templates.layout import fill
from pka_tracker.exports.templates.starting import example, starting_layout
from pka_tracker.extensions import db
from pka_tracker.forms.cohorts.paper_templates import LayoutForm
from pka_tracker.models import Cohort, PaperKind
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.operations.cohorts import paper_templates
from pka_tracker.queries.cohorts.members import get_cohort
from pka_tracker.queries.cohorts.paper_templates import list_templates
from pka_tracker.routes.files.downloads import as_attachment
from pka_tracker.routes.site.access import me
from pka_tracker.storage import blobs
from pka_tracker.words import gettext as _

bp = Blueprint("paper_templates", __name__)

#: What a file about a paper is called.
FILES = {
    PaperKind.PLAN: "rencana-aksi",
    PaperKind.NOTE: "catatan-atm",
    PaperKind.APPROVAL: "lembar-persetujuan",
    PaperKind.ASSESSMENT: "penjelasan-mentor",
    PaperKind.LOG: "kartu-kendali",
    PaperKind.MILESTONES: "laporan-pentahapan",
}


@bp.get("/cohorts/<int:cohort_id>/papers")
def index(cohort_id: int) -> str:
    """Which papers there are, and which have a layout of the cohort's own."""
    cohort = get_cohort(cohort_id, me())
    own = list_templates(cohort_id, me())
    return render_template("paper_templates/index.html", cohort=cohort, papers=list(PaperKind), own=own)


@bp.route("/cohorts/<int:cohort_id>/papers/<string:paper>", methods=["GET", "POST"])
def show(cohort_id: int, paper: str) -> ResponseReturnValue:
    """The layout of one paper: bring another, look at an example."""
    cohort, kind, form = get_cohort(cohort_id, me()), _kind(paper), LayoutForm()
    if not form.validate_on_submit():
        return _page(cohort, kind, form)
    sent = request.files.get("file")
    try:
        data = sent.read() if sent else b""
        if not data:
            raise Incomplete([(_("Choose a file."), {})])
        name = (sent.filename if sent else "") or "layout.docx"
        needless = paper_templates.bring(cohort, me(), kind, name=name, data=data, example=_example(kind))
    except Incomplete as error:
        form.file.errors = [_(sentence, **places) for sentence, places in error.items]
        return _page(cohort, kind, form, 422)
    db.session.commit()
    if needless:
        blobs.delete(needless)
    flash(_("The paper has your layout from now on. Look at the example."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id, paper=paper), 303)


@bp.post("/cohorts/<int:cohort_id>/papers/<string:paper>/remove")
def remove(cohort_id: int, paper: str) -> ResponseReturnValue:
    """Go back to the program's own layout."""
    needless = paper_templates.remove(get_cohort(cohort_id, me()), me(), _kind(paper))
    db.session.commit()
    if needless:
        blobs.delete(needless)
    flash(_("The paper has the usual layout again."), "success")
    return redirect(url_for(".show", cohort_id=cohort_id, paper=paper), 303)


@bp.get("/cohorts/<int:cohort_id>/papers/<string:paper>/layout.docx")
def layout(cohort_id: int, paper: str) -> Response:
    """The layout as it is now, to be changed in an office program."""
    get_cohort(cohort_id, me())
    kind = _kind(paper)
    own = list_templates(cohort_id, me()).get(kind)
    data = paper_templates.layout_bytes(own) if own else starting_layout()
    return as_attachment(data, f"tata-letak-{FILES[kind]}.docx", MEDIA_TYPE)


@bp.get("/cohorts/<int:cohort_id>/papers/<string:paper>/example.docx")
def preview(cohort_id: int, paper: str) -> Response:
    """An invented paper in the layout as it is now."""
    get_cohort(cohort_id, me())
    kind = _kind(paper)
    own = list_templates(cohort_id, me()).get(kind)
    shown = _example(kind)
    data = fill(paper_templates.layout_bytes(own), shown) if own else as_docx(shown)
    return as_attachment(data, f"contoh-{FILES[kind]}.docx", MEDIA_TYPE)


def _kind(paper: str) -> PaperKind:
    try:
        return PaperKind(paper)
    except ValueError:
        raise NotFound(paper) from None


def _example(kind: PaperKind) -> Document:
    with in_official_language():
        return example(kind, labels.word(kind))


def _page(cohort: Cohort, kind: PaperKind, form: LayoutForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "paper_templates/show.html",
        cohort=cohort,
        paper=kind,
        form=form,
        own=list_templates(cohort.id, me()).get(kind),
        keys=[(outline.key, _(outline.title)) for outline in PLAN_SECTIONS[1:]],
    )
    return page, status
