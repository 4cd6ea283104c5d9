"""The people of a cohort from a file: a verdict per row first, and nothing written until it is confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.exports.people_template import as_template
from pka_tracker.exports.workbook import MEDIA_TYPE
from pka_tracker.extensions import db
from pka_tracker.forms import addresses
from pka_tracker.forms.cohorts.agency_import import AGENCIES, read_agencies
from pka_tracker.forms.cohorts.agency_import import ORDER as AGENCY_ORDER
from pka_tracker.forms.cohorts.people_headings import ORDER
from pka_tracker.forms.cohorts.people_import import CarriedPeople, PeopleForm, read_people
from pka_tracker.forms.imports import Table
from pka_tracker.models import Cohort, ImportRow, Judgement
from pka_tracker.operations.people import agency_import, people_import
from pka_tracker.operations.people.rows import Verdict
from pka_tracker.queries.cohorts.members import get_cohort
from pka_tracker.queries.cohorts.people_import import usual_region
from pka_tracker.queries.paging import page_of
from pka_tracker.routes.accounts.invitations import write_invitation
from pka_tracker.routes.cohorts.people_columns import column_words, columns_explained
from pka_tracker.routes.files.downloads import as_attachment
from pka_tracker.routes.files.tables import refused_rows, sent_table
from pka_tracker.routes.site.access import me, takes_files
from pka_tracker.words import gettext as _

bp = Blueprint("people_import", __name__, url_prefix="/cohorts/<int:cohort_id>/import")

#: What a preview shows first: what is refused, then what wants a second look.
SHOWN_FIRST = (Judgement.REFUSED, Judgement.CHANGES, Judgement.NEW, Judgement.SAME)
ROWS_A_PAGE = 100  # a cohort of forty with its mentors is one page


@bp.route("", methods=["GET", "POST"])
@takes_files
def upload(cohort_id: int) -> ResponseReturnValue:
    """Choose a file, and see what it would do."""
    cohort = get_cohort(cohort_id, me())
    form = PeopleForm()
    form.offer()
    if not form.is_submitted():
        form.region.data = usual_region(cohort_id)
    if not form.validate_on_submit():
        return _choose(cohort, form, 422 if form.is_submitted() else 200)
    try:
        table = _read(form)
    except Incomplete as error:
        form.file.errors = [_(error.items[0])]
        return _choose(cohort, form, 422)
    carried = CarriedPeople(formdata=None)
    carried.contents.data = form.kind.data
    carried.show_columns(table)
    return _preview(cohort, carried, table.rows)


@bp.post("/preview")
@takes_files
def preview(cohort_id: int) -> ResponseReturnValue:
    """Another page of what the file would do."""
    cohort, form = get_cohort(cohort_id, me()), CarriedPeople()
    try:
        return _preview(cohort, form, form.carried(_fields(form)))
    except Incomplete as error:
        return _start_again(cohort, error)


@bp.post("/confirm")
def confirm(cohort_id: int) -> ResponseReturnValue:
    """Do what the preview said; where that is no longer true, show what would be done now."""
    cohort, form = get_cohort(cohort_id, me()), CarriedPeople()
    try:
        rows = form.carried(_fields(form))
    except Incomplete as error:
        return _start_again(cohort, error)
    if not form.validate():
        return _preview(cohort, form, rows, status=422)
    agreed = {"seen": form.seen.data or "", "reason": form.reason.data}
    try:
        invite = write_invitation if form.invite.data else None
        verdicts = _import(form).carry_out(cohort, rows, me(), invite=invite, **agreed)
    except Incomplete as error:
        form.reason.errors = [_(error.items[0])]
        return _preview(cohort, form, rows, status=422)
    except ChangedMeanwhile:
        db.session.rollback()
        return _preview(get_cohort(cohort_id, me()), form, rows, status=409)
    db.session.commit()
    flash(_told(verdicts), "success")
    shown = ".upload" if form.contents.data == AGENCIES else "people.index"
    return redirect(url_for(shown, cohort_id=cohort_id), 303)


@bp.post("/report")
@takes_files
def report(cohort_id: int) -> ResponseReturnValue:
    """The refused rows with the reasons, as a file to mend and import again."""
    cohort, form = get_cohort(cohort_id, me()), CarriedPeople()
    try:
        verdicts = _import(form).judge(cohort, form.carried(_fields(form)), me())
    except Incomplete as error:
        return _start_again(cohort, error)
    order = _order(form)
    header = [_("Row"), *column_words(order).values(), _("Why it was refused")]
    return refused_rows(header, [_refused(verdict, order) for verdict in verdicts if verdict.reason])


@bp.get("/template.xlsx")
def template(cohort_id: int) -> Response:
    """An empty table with the headings, its cells text, and what to write where."""
    get_cohort(cohort_id, me())
    content = as_template(_("List"), _("How to fill it in"), columns_explained())
    return as_attachment(content, "daftar.xlsx", MEDIA_TYPE)


def _read(form: PeopleForm) -> Table:
    region = form.region.data or ""
    if form.kind.data == AGENCIES:
        return read_agencies(sent_table(), region)
    return read_people(sent_table(), form.kind.data, region)


def _import(form: CarriedPeople) -> Any:
    """The import that judges this kind of list and carries it out."""
    return agency_import if form.contents.data == AGENCIES else people_import


def _order(form: CarriedPeople) -> Sequence[str]:
    return AGENCY_ORDER if form.contents.data == AGENCIES else ORDER


def _fields(form: CarriedPeople) -> Sequence[str]:
    """What a preview carries of each row: its columns, and the region that was typed beside the file."""
    return [*_order(form), "usual_region"]


def _refused(verdict: Verdict, order: Sequence[str]) -> list[str]:
    texts = [verdict.text(field) for field in order]
    if verdict.as_what is not None:
        texts[order.index("role")] = labels.word(verdict.as_what)
    return [str(verdict.row.number), *texts, _why(verdict)]


def _why(verdict: Verdict) -> str:
    """Why a row was refused, with the names of columns as they are called here."""
    about = dict(verdict.about)
    if field := about.get("field"):
        called = "region" if field == "usual_region" else str(field)
        about["field"] = column_words([called])[called]
    return _(verdict.reason, **about)


def _told(verdicts: Sequence[Verdict]) -> str:
    counts = Counter(verdict.judgement for verdict in verdicts)
    return _(
        "The list is imported: %(new)s new, %(changed)s changed, %(refused)s refused.",
        new=counts[Judgement.NEW],
        changed=counts[Judgement.CHANGES],
        refused=counts[Judgement.REFUSED],
    )


def _choose(cohort: Cohort, form: PeopleForm, status: int) -> ResponseReturnValue:
    columns = [(column.head, column.says or column.example) for column in columns_explained([*ORDER, "kind"])]
    return render_template("people_import/upload.html", cohort=cohort, form=form, columns=columns), status


def _start_again(cohort: Cohort, error: Incomplete) -> ResponseReturnValue:
    form = PeopleForm(formdata=None)
    form.offer()
    form.region.data = usual_region(cohort.id)
    form.file.errors = [_(error.items[0])]
    return _choose(cohort, form, 422)


def _preview(
    cohort: Cohort, form: CarriedPeople, rows: Sequence[ImportRow], *, status: int = 200
) -> ResponseReturnValue:
    verdicts: list[Verdict] = _import(form).judge(cohort, rows, me())
    agreed = people_import.fingerprint(verdicts)
    if form.seen.data not in (None, agreed):
        status = 409
    form.carry(rows, agreed)
    counts = Counter(verdict.judgement for verdict in verdicts)
    order = sorted(verdicts, key=lambda v: (SHOWN_FIRST.index(v.judgement), not v.doubtful))
    page = render_template(
        "people_import/preview.html",
        cohort=cohort,
        form=form,
        changed=status == 409,
        page=page_of(order, addresses.page(request.form), ROWS_A_PAGE),
        counts=[(labels.word(one), counts[one]) for one in Judgement],
        writes=counts[Judgement.NEW] + counts[Judgement.CHANGES],
        refused=counts[Judgement.REFUSED],
        doubtful=sum(verdict.doubtful for verdict in verdicts),
        invited=sum(verdict.can_be_invited for verdict in verdicts),
        reason_needed=any(verdict.needs_reason for verdict in verdicts),
        told=len({name for verdict in verdicts for name in verdict.letters}),
        why=_why,
        fields=column_words([*ORDER, "kind"]) | {"mentor": _("Mentor"), "coach": _("Coach")},
    )
    return page, status
