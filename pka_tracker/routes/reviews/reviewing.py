"""A reviewer's own tools: named views of the dashboard, snippets, and what comes next in the queue."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import NotPermitted
from pka_tracker.extensions import db
from pka_tracker.forms.reviews.reviewing import SavedViewForm, SnippetForm
from pka_tracker.forms.reviews.reviews import read_view
from pka_tracker.models import SavedView
from pka_tracker.operations.reviews import reviewing
from pka_tracker.queries.plans.plans import get_plan
from pka_tracker.queries.reviews.reviewing import get_snippet, get_view, place_of, snippets_of
from pka_tracker.routes.reviews.review_display import address
from pka_tracker.routes.site.access import me
from pka_tracker.words import gettext as _

bp = Blueprint("reviewing", __name__, url_prefix="/reviews")
#: Plans put off in this sitting; the newest ones, because a cookie is small.
SKIPPED = 50


def view_address(view: SavedView) -> str:
    """The link of a named view; what it says is read like any address."""
    return address(read_view(dict(parse_qsl(view.arguments))))


def skipped() -> list[int]:
    """The plans this person put off in this sitting."""
    return [int(number) for number in session.get("skipped", [])]


@bp.post("/views")
def save_view() -> ResponseReturnValue:
    """Name the view in this address."""
    form = SavedViewForm()
    view = read_view(request.args)
    if not form.validate_on_submit():
        flash(str(form.name.errors[0] if form.name.errors else _("Open the page again.")), "error")
        return redirect(address(view), 303)
    arguments = address(view).partition("?")[2]
    reviewing.save_view(me(), form.name.data or "", arguments)
    db.session.commit()
    flash(_("The view is kept under its name."), "success")
    return redirect(address(view), 303)


@bp.post("/views/<int:view_id>/forget")
def forget_view(view_id: int) -> ResponseReturnValue:
    """Take the name of a view away."""
    view = get_view(view_id, me())
    where = view_address(view)
    reviewing.forget_view(view)
    db.session.commit()
    flash(_("The name of the view is gone."), "success")
    return redirect(where, 303)


@bp.route("/snippets", methods=["GET", "POST"])
def snippets() -> ResponseReturnValue:
    """The own snippets: read, add, throw away."""
    form = SnippetForm()
    if form.validate_on_submit():
        reviewing.keep_snippet(me(), form.body.data or "")
        db.session.commit()
        flash(_("The snippet is kept."), "success")
        return redirect(url_for(".snippets"), 303)
    page = render_template("reviewing/snippets.html", form=form, snippets=snippets_of(me()))
    return page, 422 if form.errors else 200


@bp.post("/snippets/<int:snippet_id>/forget")
def forget_snippet(snippet_id: int) -> ResponseReturnValue:
    """Throw a snippet away."""
    snippet = get_snippet(snippet_id, me())
    reviewing.forget_snippet(snippet)
    db.session.commit()
    flash(_("The snippet is gone."), "success")
    return redirect(url_for(".snippets"), 303)


@bp.post("/<int:plan_id>/skip")
def skip(plan_id: int) -> ResponseReturnValue:
    """Put a plan off for this sitting and go to the next one that waits."""
    plan = get_plan(plan_id, me())
    if not policy.reads_for_review(me(), plan):
        raise NotPermitted("review")
    put_off = [number for number in skipped() if number != plan.id]
    following = place_of(plan, me(), put_off)
    session["skipped"] = [*put_off, plan.id][-SKIPPED:]
    if following is None or following.next_id is None:
        flash(_("No other plan waits for you."), "info")
        return redirect(url_for("reviews.index"), 303)
    return redirect(url_for("reviews.show", plan_id=following.next_id), 303)
