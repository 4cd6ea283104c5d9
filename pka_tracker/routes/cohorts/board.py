"""The first page of a cohort, for its organizers: how far everybody is, and who must act."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, render_template, request, url_for

from pka_tracker import labels
from pka_tracker.extensions import now
from pka_tracker.forms.cohorts.board import read_view
from pka_tracker.models import PlanState
from pka_tracker.models.cohorts.schedule import schedule_of
from pka_tracker.models.cohorts.standing import NOT_STARTED, Standing, ageing, by_urgency, funnel
from pka_tracker.queries.cohorts import board as board_queries
from pka_tracker.queries.cohorts import extensions, likenesses
from pka_tracker.queries.cohorts.visits import visits_of
from pka_tracker.queries.replications.pipeline import count_under_way
from pka_tracker.routes.cohorts.members import state_words
from pka_tracker.routes.site.access import me
from pka_tracker.words import day

bp = Blueprint("board", __name__)

#: Lines of what is late on the report, so that it stays on two pages.
MOST_LATE = 20
#: Pairs of alike titles, and shared practices, that the board names.
MOST_ALIKE = 8
#: So many can be opened: four hundred people can have tens of thousands of pairs.
MOST_OPENED = 100


@bp.get("/cohorts/<int:cohort_id>")
def show(cohort_id: int) -> str:
    """The matrix participant x stage, the figures of the cohort, and who must act."""
    board = _board(cohort_id, read_view(request.args))
    return render_template(
        "board/show.html",
        schedule=schedule_of(board.cohort, board.moment, visits_of(board.cohort)),
        alike=likenesses.alike_plans(board),
        shared=likenesses.shared_practices(me(), board),
        most_alike=MOST_ALIKE,
        most_opened=MOST_OPENED,
        asking=extensions.count_waiting([cohort_id]).get(cohort_id, 0),
        replications=count_under_way(me(), cohort_id, board.moment),
        **_shown(board),
    )


def _board(cohort_id: int, view: board_queries.BoardView) -> board_queries.Board:
    stale = current_app.config["STALE_DAYS"]
    return board_queries.get_board(me(), cohort_id, view, now(), stale_days=stale)


def _shown(board: board_queries.Board) -> dict[str, Any]:
    return {
        "board": board,
        "cohort": board.cohort,
        "view": board.view,
        "stages": dict(state_words()),
        "states": [state for state in PlanState],
        "not_started": NOT_STARTED,
        "funnel": funnel(board.everybody),
        "ageing": ageing(board.everybody),
        "stage_href": stage_href,
    }


def stage_href(one: Standing, state: PlanState) -> str:
    """The page of what a plan was or is at a stage, as far as an organizer may see it."""
    match state:
        case PlanState.SUBMITTED | PlanState.APPROVED if one.version_no:
            return url_for("plans.version", plan_id=one.plan_id, number=one.version_no)
        case PlanState.IN_REVIEW | PlanState.REVISION_REQUESTED:
            return url_for("plans.history", plan_id=one.plan_id)
        case PlanState.IN_IMPLEMENTATION | PlanState.COMPLETED:
            return url_for("milestones.index", plan_id=one.plan_id)
        case _:
            return url_for("plans.show", plan_id=one.plan_id)


@bp.get("/cohorts/<int:cohort_id>/report")
def report(cohort_id: int) -> str:
    """How far the cohort is, on one or two pages of A4 for the head of the office."""
    board = _board(cohort_id, board_queries.BoardView())
    urgent = by_urgency(board.everybody)
    return render_template(
        "board/report.html",
        at=_moment(board),
        urgent=urgent,
        most_late=MOST_LATE,
        at_hand=schedule_of(board.cohort, board.moment, visits_of(board.cohort)).at_hand,
        alike=likenesses.alike_plans(board),
        **_shown(board),
    )


def _moment(board: board_queries.Board) -> str:
    """Day, hour and zone where the cohort is, wherever the reader is: the paper goes from hand to hand."""
    local = board.moment.astimezone(ZoneInfo(board.cohort.timezone))
    zone = labels.ZONES.get(board.cohort.timezone) or local.tzname()
    return f"{day(local)}, {local:%H:%M} {zone}"
