"""A reviewer's own tools: naming views and keeping snippets. Nobody else sees or uses them."""

from __future__ import annotations

from pka_tracker.errors import Incomplete
from pka_tracker.extensions import db
from pka_tracker.models import SavedView, Snippet, User
from pka_tracker.queries.reviews.reviewing import MOST, snippets_of, view_named, views_of


def save_view(user: User, name: str, arguments: str) -> SavedView:
    """Give the dashboard's arguments a name; the same name again means the new arguments."""
    view = view_named(name, user)
    if view is None:
        if len(views_of(user)) >= MOST:
            raise Incomplete(["too many views"])
        view = SavedView(user_id=user.id, name=name)
        db.session.add(view)
    view.arguments = arguments
    db.session.flush()
    return view


def forget_view(view: SavedView) -> None:
    """Take the name away; the address goes on working."""
    db.session.delete(view)


def keep_snippet(user: User, body: str) -> Snippet:
    """Keep a text for later comments; one that is there already is not kept twice."""
    known = snippets_of(user)
    found = next((snippet for snippet in known if snippet.body == body), None)
    if found is not None:
        return found
    if len(known) >= MOST:
        raise Incomplete(["too many snippets"])
    snippet = Snippet(user_id=user.id, body=body)
    db.session.add(snippet)
    db.session.flush()
    return snippet


def forget_snippet(snippet: Snippet) -> None:
    """Throw a snippet away; comments made with it stay."""
    db.session.delete(snippet)
