"""The page every action for many shares: what was chosen, every letter and what would be skipped, then the button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from pka_tracker import labels
from pka_tracker.errors import ChangedMeanwhile, DomainError, Incomplete
from pka_tracker.extensions import db
from pka_tracker.forms.bulk import BulkForm
from pka_tracker.models.outline import Requirement
from pka_tracker.operations import bulk
from pka_tracker.words import gettext as _

T = TypeVar("T")


class Chosen(NamedTuple):
    """One of a selection, in words; ``seen`` is the version of it that the page shows."""

    id: int
    name: str
    seen: int = 0


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


def ask(form: BulkForm, chosen: Selection, status: int = 200) -> ResponseReturnValue:
    """The page before anything is known: what the action needs, and whom it is for."""
    return render_template("bulk/run.html", form=form, chosen=chosen, told=[]), status


def carry_out(
    form: BulkForm, chosen: Selection, items: Sequence[T], act: Callable[[T], None]
) -> ResponseReturnValue:
    """Let it happen to each, and keep it only where its letters were seen before; ``items`` are the rows' own."""
    outcomes = bulk.each(items, act)
    told = [
        Told(row.name, _why(outcome.refused), outcome.letters)
        for row, outcome in zip(chosen.rows, outcomes, strict=True)
    ]  # as words: the rollback takes the rows away
    if form.confirm.data != "yes":
        db.session.rollback()
        return render_template("bulk/run.html", form=form, chosen=chosen, told=told)
    db.session.commit()
    flash(chosen.done(sum(not one.why for one in told)), "success")
    for one in told:
        if one.why:
            flash(_("Skipped: %(name)s. %(why)s", name=one.name, why=one.why), "info")
    return redirect(chosen.back[0], 303)


def _why(error: DomainError | None) -> str:
    """Why one was skipped, as a sentence."""
    match error:
        case None:
            return ""
        case ChangedMeanwhile():
            return _("It was changed meanwhile. Look at it again before you decide.")
        case Incomplete(items=[Requirement() as item, *_rest]):
            return labels.requirement(item)
        case Incomplete(items=[words, *_rest]):
            return _(str(words))
    return _(str(error))
