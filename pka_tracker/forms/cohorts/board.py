"""What the address of a cohort's board asks for."""

from __future__ import annotations

from collections.abc import Mapping

from pka_tracker.forms import addresses
from pka_tracker.forms.fields import clean
from pka_tracker.models.cohorts.standing import STAGES
from pka_tracker.queries.cohorts.board import BoardView


def read_view(args: Mapping[str, str]) -> BoardView:
    """Group, mentor, stage, only those who are late or quiet, page; what cannot be read asks for nothing."""
    stage = args.get("stage", "")
    return BoardView(
        group=clean(args.get("group"))[:80],
        mentor=addresses.number(args.get("mentor")),
        stage=stage if stage in STAGES else "",
        late=args.get("late") == "1",
        quiet=args.get("quiet") == "1",
        page=addresses.page(args),
    )
