"""A whole catalogue from a file: a verdict per row first, and nothing written until it is confirmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import labels, policy
from pka_tracker.errors import ChangedMeanwhile, Incomplete
from pka_tracker.exports.people_template import Column, as_template
from pka_tracker.exports.workbook import MEDIA_TYPE, Sheet
from pka_tracker.extensions import db
from pka_tracker.forms.practices.practice_import import (
    HEADINGS,
    ORDER,
    CarriedCatalogue,
    UploadForm,
    read_catalogue,
)
from pka_tracker.forms.practices.practices import NewPracticeForm
from pka_tracker.models import ImportRow, Judgement, Practice
from pka_tracker.models.texts.outline import N_
from pka_tracker.operations.practices import practice_import
from pka_tracker.queries.practices.practices import hosts_kept_by
from pka_tracker.routes.files.downloads import as_attachment
from pka_tracker.routes.files.tables import refused_rows, sent_table
from pka_tracker.routes.site.access import me, takes_files
from pka_tracker.words import gettext as _

#: Field, what to write, an example.
COLUMNS = (
    ("name", N_("Needed. Each name stands once."), "SIMASN"),
    ("category", "", "Kepegawaian"),
    ("owner_unit", "", "BKPSDM"),
    ("audience", "", "ASN"),
    ("description", N_("At most 5,000 signs."), "Layanan kepegawaian dalam satu aplikasi."),
    ("contact", "", "Bidang Aplikasi"),
    ("documents", N_("Web addresses that begin with https://, separated by spaces."), "https://example.go.id/simasn"),
    ("source", "", "Paparan Diskominfo"),
    ("replicable", N_("ya or tidak"), "ya"),
    ("host", N_("Only to make sure: a row of another host is refused."), "Kota Tangerang"),
)  # fmt: skip

bp = Blueprint("practice_import", __name__, url_prefix="/practices/import")


@bp.route("/", methods=["GET", "POST"])
@takes_files
def upload() -> ResponseReturnValue:
    """Choose a file, and see what it would do."""
    form = _upload_form()
    if not form.validate_on_submit():
        return _choose(form, 422 if form.is_submitted() else 200)
    try:
        table = read_catalogue(sent_table())
    except Incomplete as error:
        form.file.errors = [_(error.items[0])]
        return _choose(form, 422)
    carried = CarriedCatalogue(formdata=None)
    carried.host.data = form.host.data
    carried.show_columns(table)
    return _preview(carried, table.rows)


@bp.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Do what the preview said; where that is no longer true, show what would be done now."""
    form = CarriedCatalogue()
    policy.ensure_keeps_catalogue(form.host.data or "", hosts_kept_by(me()))
    try:
        rows = form.carried(HEADINGS)
        verdicts = practice_import.carry_out(form.host.data or "", rows, me(), seen=form.seen.data or "")
    except Incomplete as error:
        return _start_again(error)
    except ChangedMeanwhile:
        db.session.rollback()
        return _preview(form, rows, changed=True)
    db.session.commit()
    counts = Counter(verdict.judgement for verdict in verdicts)
    flash(
        _(
            "The catalogue is imported: %(new)s new, %(changed)s changed, %(refused)s refused.",
            new=counts[Judgement.NEW],
            changed=counts[Judgement.CHANGES],
            refused=counts[Judgement.REFUSED],
        ),
        "success",
    )
    return redirect(url_for("practices.index"), 303)


@bp.post("/report")
@takes_files
def report() -> ResponseReturnValue:
    """The refused rows with the reasons, as a file to mend and import again."""
    form = CarriedCatalogue()
    try:
        verdicts = practice_import.judge(form.host.data or "", form.carried(HEADINGS), me())
    except Incomplete as error:
        return _start_again(error)
    words = field_words()
    header = [_("Row"), *(words[field] for field in ORDER), _("Why it was refused")]
    refused = [
        [str(v.row.number), *(v.row.texts.get(field, "") for field in ORDER), _(v.reason)]
        for v in verdicts
        if v.judgement is Judgement.REFUSED
    ]
    return refused_rows(header, refused)


@bp.get("/template.xlsx")
def template() -> Response:
    """An empty table with the headings, its cells text, and what to write where."""
    _upload_form()
    words = field_words()
    columns = [Column(words[field], _(says) if says else "", example) for field, says, example in COLUMNS]
    content = as_template(_("List"), _("How to fill it in"), columns)
    return as_attachment(content, "katalog.xlsx", MEDIA_TYPE)


def field_words() -> dict[str, str]:
    """What each field is called on the pages."""
    form = NewPracticeForm()
    return {field: str(form[field].label.text) for field in ORDER}


def catalogue_sheet(rows: Sequence[Practice]) -> Sheet:
    """The practices of a list under headings that the import knows, to be corrected and imported again."""
    found = [[getattr(practice, field) for field in ORDER] for practice in rows]
    told = [["ya" if fact is True else "tidak" if fact is False else fact for fact in row] for row in found]
    return Sheet(_("Practices"), list(field_words().values()), told)


def _upload_form() -> UploadForm:
    hosts = hosts_kept_by(me())
    policy.ensure_keeps_catalogue(hosts[0] if hosts else "", hosts)
    form = UploadForm()
    form.host.choices = [(host, host) for host in hosts]
    return form


def _choose(form: UploadForm, status: int) -> ResponseReturnValue:
    headings = [(field_words()[field], HEADINGS[field].replace(";", ",")) for field in ORDER]
    return render_template("practice_import/upload.html", form=form, headings=headings), status


def _start_again(error: Incomplete) -> ResponseReturnValue:
    form = _upload_form()
    form.file.errors = [_(error.items[0])]
    return _choose(form, 422)


def _preview(
    form: CarriedCatalogue, rows: Sequence[ImportRow], *, changed: bool = False
) -> ResponseReturnValue:
    host = form.host.data or ""
    verdicts = practice_import.judge(host, rows, me())
    form.carry(rows, practice_import.fingerprint(verdicts))
    counts = Counter(verdict.judgement for verdict in verdicts)
    order = sorted(verdicts, key=lambda verdict: not verdict.doubtful)
    page = render_template(
        "practice_import/preview.html",
        host=host,
        form=form,
        changed=changed,
        groups=[(one, [v for v in order if v.judgement is one]) for one in Judgement if counts[one]],
        doubtful=sum(verdict.doubtful for verdict in verdicts),
        counts=[(labels.word(one), counts[one]) for one in Judgement],
        writes=counts[Judgement.NEW] + counts[Judgement.CHANGES],
        refused=counts[Judgement.REFUSED],
        fields=field_words(),
    )
    return page, 409 if changed else 200
