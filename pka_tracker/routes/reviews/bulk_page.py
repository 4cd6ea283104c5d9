"""The page every action for many shares: what was chosen, every letter and what would be skipped, then the button."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from pka_tracker import labels
from pka_tracker.errors import ChangedMeanwhile, DomainError, Incomplete
from pka_tracker.extensions import db
from pka_tracker.forms.reviews.bulk import BulkForm
from pka_tracker.operations.reviews import bulk
from pka_tracker.words import gettext as _

T = TypeVar("T")


class Chosen(NamedTuple):
    """One of a selection, in words; ``seen`` names what the action changes, as the page shows it (forms/seen.py)."""

    id: int
    name: str
    seen: str


class Told(NamedTuple):
    """What would become of one, in words."""

    name: str
    why: str
    letters: list[bulk.Letter]


@dataclass(frozen=True)
class Selection:
    """What was chosen, and how the page speaks of it."""

    title: str
    lead: str
    back: tuple[str, str]  # where the choice was made: address and name
    field: str  # the name of the checkboxes
    rows: list[Chosen]
    button: Callable[[int], str]  # the words on the button that does it, for so many
    done: Callable[[int], str]  # what is said afterwards
    warning: str = ""  # what is possible but seldom meant


def ask(form: BulkForm, chosen: Selection, status: int = 200) -> ResponseReturnValue:
    """The page before anything is known: what the action needs, and whom it is for."""
    return render_template("bulk/run.html", form=form, chosen=chosen, told=[]), status


def carry_out(
    form: BulkForm, chosen: Selection, items: Sequence[T], act: Callable[[T], None]
) -> ResponseReturnValue:
    """Let it happen to each, and keep it only where its letters were seen before; ``items`` are the rows' own."""
    confirmed = form.confirm.data == "yes"
    shown = request.form.getlist("seen") if confirmed else [row.seen for row in chosen.rows]
    outcomes = bulk.each(zip(chosen.rows, items, strict=True), _only_shown(act, shown))
    told = [
        Told(row.name, _why(outcome.refused), outcome.letters)
        for row, outcome in zip(chosen.rows, outcomes, strict=True)
    ]  # as words: the rollback takes the rows away
    if not confirmed:
        db.session.rollback()
        return render_template("bulk/run.html", form=form, chosen=chosen, told=told)
    db.session.commit()
    flash(chosen.done(sum(not one.why for one in told)), "success")
    for one in told:
        if one.why:
            flash(_("Skipped: %(name)s. %(why)s", name=one.name, why=one.why), "info")
    return redirect(chosen.back[0], 303)


def _only_shown(act: Callable[[T], None], shown: Collection[str]) -> Callable[[tuple[Chosen, T]], None]:
    """The same, refusing whoever changed after the letters were shown."""

    def careful(pair: tuple[Chosen, T]) -> None:
        row, item = pair
        if row.seen not in shown:
            raise ChangedMeanwhile(item)
        act(item)

    return careful


def _why(error: DomainError | None) -> str:
    """Why one was skipped, as a sentence."""
    match error:
        case None:
            return ""
        case ChangedMeanwhile():
            return _("This changed after you saw the letters. Look at it again.")
        case Incomplete(items=[item, *_rest]):
            return labels.refusal(item)
    return _(str(error))
