"""The review dashboard of mentors and coaches, and the review desk of one plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, DomainError, NotFound, NotPermitted, NotPossibleNow
from pka_tracker.exports.sheets.lists import reviews_sheet
from pka_tracker.extensions import db, now
from pka_tracker.forms.reviews.reviews import (
    AssessmentForm,
    CommentForm,
    EditCommentForm,
    MarkForm,
    ReviewForm,
    read_view,
)
from pka_tracker.forms.seen import token
from pka_tracker.models import CohortRole, Comment, CommentKind, Review
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.models.texts.form_outlines import ASSESSMENT, contents_of
from pka_tracker.operations.reviews import comments, reviews
from pka_tracker.queries.plans.plans import get_plan, get_version
from pka_tracker.queries.reviews import review_queue
from pka_tracker.queries.reviews.endorsements import endorsement_of
from pka_tracker.queries.reviews.reviewing import place_of, snippets_of, views_of
from pka_tracker.queries.reviews.reviews import get_comment, get_desk, open_review
from pka_tracker.queries.texts.kept_texts import has_kept
from pka_tracker.routes.files.lists import as_list, wants_workbook
from pka_tracker.routes.reviews import review_display
from pka_tracker.routes.reviews.comments import both
from pka_tracker.routes.reviews.reviewing import skipped, view_address
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import conflicts
from pka_tracker.routes.texts.saving import conflict, refused, saved, wants_json
from pka_tracker.words import gettext as _

bp = Blueprint("reviews", __name__, url_prefix="/reviews")


@bp.get("/")
def index() -> ResponseReturnValue:
    """Who waits for my review, since when and until when; for an organizer, how the reviews go."""
    view = read_view(request.args)
    if wants_workbook():
        return as_list("tinjauan", reviews_sheet, review_queue.get_queue(me(), replace(view, page=None)))
    queue = review_queue.get_queue(me(), view)
    cohorts, agencies = review_queue.list_cohorts(me()), review_queue.list_agencies(me())
    return render_template(
        "reviews/index.html",
        view=replace(view, page=queue.page),
        queue=queue,
        lines=review_display.lines(queue, me().id),
        tabs=review_display.tabs(view, queue.counts, queue.waiting),
        cohorts=cohorts,
        agencies=agencies,
        address=review_display.address,
        bulk_href=url_for("bulk.request_revision", **review_display.arguments(view, page=queue.page)),
        heads=review_display.heads(view),
        filters=review_display.filters(view, cohorts, agencies),
        links=review_display.links(view, queue),
        overdue=_("Overdue"),
        views=[(view, view_address(view)) for view in views_of(me())],
        reviewing=me().holds(CohortRole.MENTOR) or me().holds(CohortRole.COACH),
        following=me().holds(CohortRole.ORGANIZER),
    )


@bp.get("/<int:plan_id>")
def show(plan_id: int) -> ResponseReturnValue:
    """The review desk: the latest version to read, and while the review is open, to mark and comment."""
    return _desk(plan_id)


@bp.post("/<int:plan_id>/sections/<key>")
def mark(plan_id: int, key: str) -> ResponseReturnValue:
    """Mark a section as in order or in need of work, or take the word back."""
    form = MarkForm()
    review = _for_writing(plan_id, (form, key))
    if not form.validate():
        return _desk(plan_id, 422, refusal=form.mark.errors[0])
    reviews.mark_section(review, me(), key, form.value)
    db.session.commit()
    return _back(plan_id, key)


@bp.post("/<int:plan_id>/sections/<key>/comments")
def comment(plan_id: int, key: str) -> ResponseReturnValue:
    """Write a comment on a section. The first autosave makes it; the form then goes on to its edit page."""
    if key not in PLAN_SECTION:
        raise NotFound(key)
    form = CommentForm()
    try:
        row = _add_comment(_for_writing(plan_id, (form, key)), key, form)
    except (ChangedMeanwhile, NotPossibleNow) as error:
        if isinstance(known := getattr(error, "current", None), Comment) and not wants_json():
            return _late_copy(known.id)
        return _unsaved(plan_id, error, form.body.data)
    if row is None:
        if wants_json():
            return refused(form)
        return _desk(plan_id, 422, writing=(key, form))
    db.session.commit()
    if wants_json():
        return saved(token(row), action=url_for("comments.edit", comment_id=row.id))
    flash(_("The comment is kept. It stays private until you send the review."), "success")
    return _back(plan_id, key)


def _add_comment(review: Review, key: str, form: CommentForm) -> Comment | None:
    if not form.validate():
        return None
    return comments.add(
        review,
        me(),
        section=key,
        kind=CommentKind(form.kind.data),
        body=form.body.data,
        form_key=form.form_key.data,
        anchor=form.anchor,
    )


@bp.post("/<int:plan_id>/assessment")
def assessment(plan_id: int) -> ResponseReturnValue:
    """Keep checklist, verdict and support."""
    form = AssessmentForm()
    try:
        review = _for_writing(plan_id)
        valid = form.validate()
        reviews.save_assessment(review, me(), seen=form.seen_of(review), **form.values(review))
    except ChangedMeanwhile as error:
        db.session.rollback()
        return conflict() if wants_json() else _both(plan_id, form, error)
    except NotPossibleNow as error:
        return _unsaved(plan_id, error, form.verdict_reason.data)
    db.session.commit()
    if wants_json():
        return saved(token(review)) if valid else refused(form, token(review))
    if not valid:
        form.show(review)
        return _desk(plan_id, 422, assessment=form)
    flash(_("The assessment is kept. It stays private until you send the review."), "success")
    return _back(plan_id, "assessment")


@bp.post("/<int:plan_id>/begin")
def begin(plan_id: int) -> ResponseReturnValue:
    """Begin one's own review: as the coach, or of a plan that was in review with the mentor before."""
    plan = get_plan(plan_id, me())
    reviews.open_review(plan, get_version(plan, plan.version_no), me())
    db.session.commit()
    return redirect(url_for(".show", plan_id=plan_id), 303)


def _for_writing(plan_id: int, part: tuple[ReviewForm, str] | None = None) -> Review:
    """My open review of the plan, with the plan's row locked. Refuses a form of another review or section."""
    review = open_review(plan_id, me(), lock=True)
    if review is None:
        policy.ensure_reviews(me(), get_plan(plan_id, me()))
        raise NotPossibleNow("no open review")
    if part is not None and not part[0].is_about(review, part[1]):
        raise ChangedMeanwhile(review)
    return review


def _back(plan_id: int, anchor: str) -> ResponseReturnValue:
    return redirect(url_for(".show", plan_id=plan_id, _anchor=anchor), 303)


def _unsaved(plan_id: int, error: DomainError, text: str | None) -> ResponseReturnValue:
    """The moment has passed: the page as it is now, with what was typed to copy from."""
    db.session.rollback()
    if wants_json():
        return conflict()
    if not text:
        raise error
    return _desk(plan_id, 409, unsaved=text)


def _both(plan_id: int, form: AssessmentForm, error: ChangedMeanwhile) -> ResponseReturnValue:
    """Both texts on one page: mine in the form, what is kept beside it; saving again is then a choice."""
    form.validate()
    review = open_review(plan_id, me())
    if review is None:
        raise error
    form, found = conflicts.meet(review, form, contents_of(ASSESSMENT, review))
    return _desk(plan_id, 409, assessment=form, differences=found)


def _late_copy(comment_id: int) -> ResponseReturnValue:
    """The same new comment again, with another text than it has by now."""
    db.session.rollback()
    form = EditCommentForm(formdata=request.form)
    form.validate()
    return both(get_comment(comment_id, me()), form)


def _desk(plan_id: int, status: int = 200, **context: Any) -> ResponseReturnValue:
    plan = get_plan(plan_id, me())
    if not policy.reads_for_review(me(), plan):
        raise NotPermitted("review")
    desk = get_desk(plan, me())
    reviewing, advising = policy.reviews(me(), plan), policy.advises(me(), plan)
    writing = reviewing and desk.review is not None and desk.review.decision is None
    if desk.review and writing and not advising:
        context.setdefault("assessment", _assessment_form(desk.review))
    page = render_template(
        "reviews/show.html",
        plan=plan,
        desk=desk,
        sections=review_display.desk_sections(plan, desk),
        writable=writing,
        beginnable=reviewing and desk.review is None,
        advising=advising,
        can_settle=lambda comment: reviewing and policy.settles(me(), comment),
        endorsement=endorsement_of(plan),
        endorsing=policy.endorses(me(), plan),
        actions=policy.plan_actions(me(), plan),
        words=review_display.words(),
        fresh=now() < plan.undo_until,
        place=place_of(plan, me(), skipped()),
        snippets=snippets_of(me()) if writing else [],
        earlier=desk.review is not None and has_kept(desk.review, me()),
        late=plan.due_at is not None and plan.due_at < now(),
        **context,
    )
    return page, status


def _assessment_form(review: Review) -> AssessmentForm:
    form = AssessmentForm(formdata=None, obj=review)
    form.show(review)
    return form
