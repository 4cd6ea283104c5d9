"""One comment: its writer edits or deletes it, the mentor settles it; participant and reviewer talk about it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pka_tracker import policy
from pka_tracker.errors import ChangedMeanwhile, NotPermitted, NotPossibleNow
from pka_tracker.extensions import db
from pka_tracker.forms.reviews.reviews import AnswerForm, EditCommentForm, ReplyForm
from pka_tracker.forms.seen import SeenForm, answer_token, token
from pka_tracker.forms.texts import ShortForm
from pka_tracker.models import Comment, CommentKind
from pka_tracker.models.plans.plan_outline import PLAN_SECTION
from pka_tracker.models.texts.form_outlines import ANSWER, COMMENT, contents_of
from pka_tracker.models.texts.outline import Contents
from pka_tracker.operations.reviews import answers, comments, reviews
from pka_tracker.queries.reviews.reviews import get_comment
from pka_tracker.queries.texts.kept_texts import has_kept
from pka_tracker.routes.site.access import me
from pka_tracker.routes.texts import conflicts
from pka_tracker.routes.texts.saving import conflict, refused, saved, wants_json
from pka_tracker.words import gettext as _

bp = Blueprint("comments", __name__, url_prefix="/comments/<int:comment_id>")


@bp.get("/edit")
def edit(comment_id: int) -> ResponseReturnValue:
    """Change a comment that is not sent yet."""
    row = get_comment(comment_id, me())
    _ensure_writable(row)
    form = EditCommentForm(formdata=None, obj=row)
    return _page("edit", row, form)


@bp.post("/edit")
def save(comment_id: int) -> ResponseReturnValue:
    """Keep the changed comment; by autosave or by the button."""
    row = get_comment(comment_id, me(), lock=True)
    if row.author_id != me().id:
        raise NotPermitted("edit comment")
    form = EditCommentForm()
    if not form.validate():
        return refused(form) if wants_json() else _page("edit", row, form, 422)
    try:
        comments.edit(
            row,
            me(),
            kind=CommentKind(form.kind.data),
            body=form.body.data,
            seen=form.seen_of(row),
            anchor=form.anchor,
        )
    except ChangedMeanwhile:
        return both(row, form)
    except NotPossibleNow:
        return _too_late("edit", row, form)
    db.session.commit()
    if wants_json():
        return saved(token(row))
    flash(_("The comment is kept. It stays private until you send the review."), "success")
    return _to_desk(row)


@bp.route("/delete", methods=["GET", "POST"])
def delete(comment_id: int) -> ResponseReturnValue:
    """Drop a comment that is not sent yet; the page shows it once more."""
    form = SeenForm()
    row = get_comment(comment_id, me(), lock=form.is_submitted())
    _ensure_writable(row)
    if form.validate_on_submit():
        try:
            comments.delete(row, me(), seen=form.seen_of(row))
        except ChangedMeanwhile:
            form.show(row)
            return _page("delete", row, form, 409, changed=True)
        db.session.commit()
        flash(_("The comment is deleted."), "success")
        return _to_desk(row)
    return _page("delete", row, form)


@bp.post("/settle")
def settle(comment_id: int) -> ResponseReturnValue:
    """The version under review meets the comment."""
    row = get_comment(comment_id, me(), lock=True)
    comments.settle(row, me())
    db.session.commit()
    return _to_desk(row)


@bp.post("/reopen")
def reopen(comment_id: int) -> ResponseReturnValue:
    """The comment is not met after all."""
    row = get_comment(comment_id, me(), lock=True)
    comments.reopen(row, me())
    db.session.commit()
    return _to_desk(row)


@bp.get("/answer")
def answer(comment_id: int) -> ResponseReturnValue:
    """Answer a comment as the participant, or reply to the answer as the reviewer."""
    row = get_comment(comment_id, me())
    replying = answers.review_of_reply(row, me()) is not None
    form = (ReplyForm if replying else AnswerForm)(formdata=None, obj=row.unsent_by(me().id)).by(me().id)
    return _page("answer", row, form, replying=replying)


@bp.post("/answer")
def save_answer(comment_id: int) -> ResponseReturnValue:
    """Keep the answer or reply; by autosave or by the button. It is sent with the plan, or with the review."""
    row = get_comment(comment_id, me(), lock=True)
    replying = not policy.owns(me(), row.review.plan)
    form = (ReplyForm if replying else AnswerForm)().by(me().id)
    if not form.validate():
        answers.review_of_reply(row, me())
        if wants_json():
            return refused(form)
        return _page("answer", row, form, 422, replying=replying)
    try:
        answers.save_answer(row, me(), form.body.data, seen=form.seen_of(row))
    except ChangedMeanwhile:
        saved_text = contents_of(ANSWER, row.unsent_by(me().id))
        return _both("answer", row, form, saved_text, replying=replying)
    except NotPossibleNow:
        return _too_late("answer", row, form, replying=replying)
    db.session.commit()
    if wants_json():
        return saved(answer_token(row, me().id))
    return _kept(row, replying)


def _kept(comment: Comment, replying: bool) -> ResponseReturnValue:
    place = f"comment-{comment.id}"
    if replying:
        flash(_("Your reply is kept. It stays private until you send the review."), "success")
        return redirect(url_for("reviews.show", plan_id=comment.plan_id, _anchor=place), 303)
    flash(_("Your answer is kept. It is sent when you resubmit the plan."), "success")
    return redirect(
        url_for("plans.section", plan_id=comment.plan_id, key=comment.section, _anchor=place), 303
    )


def _ensure_writable(comment: Comment) -> None:
    """Only its writer, while the review is open and the comment is not sent."""
    if comment.author_id != me().id:
        raise NotPermitted("edit comment")
    reviews.ensure_open(comment.review, me())


def _to_desk(comment: Comment) -> ResponseReturnValue:
    return redirect(url_for("reviews.show", plan_id=comment.plan_id, _anchor=comment.section), 303)


def both(comment: Comment, form: EditCommentForm) -> ResponseReturnValue:
    """The page of a comment that was changed meanwhile."""
    return _both("edit", comment, form, contents_of(COMMENT, comment))


def _both(
    name: str, comment: Comment, form: ShortForm, saved: Contents, **context: Any
) -> ResponseReturnValue:
    """Both texts on one page: mine in the fields, theirs beside; saving again is then a choice."""
    if wants_json():
        return conflict()
    form, found = conflicts.meet(comment, form, saved)
    return _page(name, comment, form, 409, differences=found, **context)


def _too_late(name: str, comment: Comment, form: SeenForm, **context: Any) -> ResponseReturnValue:
    """It can't be kept any more: what was typed stays on the page to copy from."""
    return conflict() if wants_json() else _page(name, comment, form, 409, too_late=True, **context)


def _page(
    name: str, comment: Comment, form: SeenForm, status: int = 200, **context: Any
) -> ResponseReturnValue:
    if status == 200:  # a refused page is as old as it was: it must not pass for the newest
        form.show(comment)
    page = render_template(
        f"comments/{name}.html",
        comment=comment,
        plan=comment.review.plan,
        form=form,
        earlier=has_kept(comment, me()),
        section_title=_(PLAN_SECTION[comment.section].title),
        **context,
    )
    return page, status
