"""What the review dashboard and the review desk show, as plain words, so that their templates stay quick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from flask import url_for

from pka_tracker import labels
from pka_tracker.extensions import now
from pka_tracker.forms.reviews.reviews import new_form_key
from pka_tracker.models import (
    ActionPlan,
    ChecklistItem,
    Comment,
    CommentKind,
    Mark,
    PlanAction,
    PlanState,
    Review,
    Support,
    Verdict,
)
from pka_tracker.models.plans.plan_outline import PLAN_SECTIONS
from pka_tracker.queries.reviews.review_queue import Queue, QueueRow, QueueView
from pka_tracker.queries.reviews.reviews import Desk
from pka_tracker.reading import Reading, read_version
from pka_tracker.routes.plans.comparing import PartChange, compare
from pka_tracker.routes.site.display import held, when
from pka_tracker.words import gettext as _


class Line(NamedTuple):
    """One row of the dashboard, in words."""

    plan_id: int | None  # of one that the reader may choose, being its mentor
    href: str
    title: str
    owner: str
    agency: str
    state: str
    tone: str
    holder: str
    since: str
    days: str
    due: str
    overdue: bool
    version: str
    percent: int
    missing: int
    comments: int


class Tab(NamedTuple):
    """One tab of the dashboard; ``key`` is the state in the address."""

    key: str
    label: str
    count: int  # type: ignore[assignment]  # a tuple has a method of this name
    href: str
    current: bool


def address(view: QueueView, **changes: Any) -> str:
    """The address of a view; what is as usual is left out. Every change but of the page begins at page 1."""
    return url_for("reviews.index", **arguments(view, **changes))


def arguments(view: QueueView, **changes: Any) -> dict[str, Any]:
    """What a view's address asks for, so that other pages can lead back to it."""
    values = {
        "state": view.state,
        "cohort": view.cohort,
        "agency": view.agency,
        "q": view.search,
        "sort": view.sort,
        "order": "desc" if view.descending else "",
        "page": 1,
    } | changes
    values["page"] = None if values["page"] == 1 else values["page"]
    return {name: value for name, value in values.items() if value}


def lines(queue: Queue, me_id: int) -> list[Line]:
    """The rows of a page. Words and moments are made once a page where they repeat."""
    moment = now()
    return [_line(row, me_id, moment) for row in queue.rows]


def _line(row: QueueRow, me_id: int, moment: datetime) -> Line:
    mine = me_id in (row.mentor_id, row.coach_id)
    return Line(
        row.id if mine else None,
        url_for("reviews.show" if mine and row.version_no else "plans.show", plan_id=row.id),
        row.title or _("Plan without a title"),
        row.owner_name,
        row.agency_name or "",
        labels.word(row.state),
        labels.tone(row.state),
        labels.holder(row.state, waits=row.waits),
        when(row.state_since),
        "" if row.state is PlanState.COMPLETED else held(row.state_since, row),
        when(row.until),
        bool(row.until and row.until < moment),
        str(row.version_no or ""),
        100 * (row.required - row.missing) // row.required if row.required else 0,
        row.missing,
        row.open_comments,
    )


class Head(NamedTuple):
    """The head of a column; with an address it sorts."""

    label: str
    href: str = ""
    current: str = ""
    sort: str = ""


def heads(view: QueueView) -> list[Head]:
    """The columns of the dashboard."""
    columns = [
        (_("Plan"), "title"),
        (_("State"), "state"),
        (_("Since"), "since"),
        (_("Until"), "due"),
        (_("Version"), ""),
        (_("Completeness"), "completeness"),
        (_("Open required comments"), ""),
    ]
    found = []
    for label, sort in columns:
        current = ("desc" if view.descending else "asc") if sort and view.sort == sort else ""
        order = "desc" if current == "asc" else ""
        found.append(Head(label, address(view, sort=sort, order=order) if sort else "", current, sort))
    return found


def filters(view: QueueView, cohorts: Sequence[Any], agencies: Sequence[Any]) -> list[tuple[str, str]]:
    """The filters in force, each with the address without it."""
    found = []
    if view.search:
        found.append((_("“%(text)s”", text=view.search), address(view, q="")))
    for name, chosen, known in (("cohort", view.cohort, cohorts), ("agency", view.agency, agencies)):
        if chosen is not None:
            word = next((row.name for row in known if row.id == chosen), str(chosen))
            found.append((word, address(view, **{name: None})))
    return found


class Links(NamedTuple):
    """What the pagination shows."""

    number: int
    pages: int
    total: int
    prev_href: str
    next_href: str


def links(view: QueueView, queue: Queue) -> Links:
    """The pages before and after this one."""
    before = address(view, page=queue.page - 1) if queue.page > 1 else ""
    after = address(view, page=queue.page + 1) if queue.page < queue.pages else ""
    return Links(queue.page, queue.pages, queue.total, before, after)


def tabs(view: QueueView, counts: dict[PlanState, int], waiting: int) -> list[Tab]:
    """The tabs: all, what waits, and each state; drafts only where there are any."""
    found = [
        _tab("", _("All"), sum(counts.values()), view),
        _tab("waiting", _("Waiting for review"), waiting, view),
    ]
    for state in PlanState:
        count = counts.get(state, 0)
        if count or state == view.state or state is not PlanState.DRAFT:
            found.append(_tab(str(state), labels.word(state), count, view))
    return found


def _tab(key: str, label: str, count: int, view: QueueView) -> Tab:
    return Tab(key, label, count, address(view, state=key), view.state == key)


@dataclass(frozen=True)
class DeskSection:
    """One section on the review desk."""

    key: str
    reading: Reading
    mark: Mark | None
    marks_sent: list[tuple[Review, Mark]]  # by others
    own: list[Comment]
    earlier: list[Comment]
    open_required: int
    changes: list[PartChange] | None  # None where there is no version before
    form_key: str
    next_changed: Reading | None = None  # the next section that changed

    @property
    def folded(self) -> bool:
        """Nothing changed since the version before: the text waits behind its heading."""
        return self.changes == []


def desk_sections(plan: ActionPlan, desk: Desk) -> list[DeskSection]:
    """Every section of the version under review, in reading order."""
    after = read_version(desk.version, plan.cohort)
    before = read_version(desk.previous, plan.cohort) if desk.previous else None
    found = [
        DeskSection(
            outline.key,
            after[index],
            desk.mark(outline.key),
            desk.marks_sent(outline.key),
            desk.own(outline.key),
            desk.earlier(outline.key),
            desk.open_required(outline.key),
            compare(before[index], after[index]) if before else None,
            new_form_key(),
        )
        for index, outline in enumerate(PLAN_SECTIONS)
    ]
    changed = [section.reading for section in found if section.changes]
    following = {one.key: other for one, other in pairwise(changed)}
    return [replace(section, next_changed=following.get(section.key)) for section in found]


def words() -> dict[str, Any]:
    """The enums the desk's forms offer."""
    return {
        "kinds": list(CommentKind),
        "checklist": list(ChecklistItem),
        "verdicts": list(Verdict),
        "support": list(Support),
        "marks": list(Mark),
        "actions": PlanAction,
    }
