"""The form of an evaluation: the same questions for everybody, and a line for each milestone and indicator."""

from __future__ import annotations

import enum
from typing import Any

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Length, NumberRange, Optional

from pka_tracker import labels
from pka_tracker.forms.fields import TOO_LONG, CleanText, LocalDecimal, OptionalInteger
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import Outcome, PostEvaluation, StopReason
from pka_tracker.models.plans.plan_outline import LegalForm
from pka_tracker.queries.evaluations import Promised
from pka_tracker.words import lazy_gettext as _l

FROM_1_TO_5 = (Optional(), NumberRange(1, 5, _l("Type a number from %(min)s to %(max)s.")))
LONG = (Length(max=4_000, message=TOO_LONG),)
FIELDS = ("outcome", "stop_reason", "legal_form", "budget", "replication", "behaviour", "impact", "remarks")


class EvaluationForm(SeenForm):
    """What is asked about every plan. Nothing is mandatory until it is sent."""

    outcome = RadioField(_l("What became of the plan?"), [Optional()], validate_choice=False)
    stop_reason = SelectField(_l("If it was stopped: why?"), validate_choice=False)
    legal_form = SelectField(_l("Legal form it has now"), validate_choice=False)
    budget = CleanText(_l("Budget: source and amount"), LONG)
    replication = CleanText(_l("Taken over by others: who, and how far"), LONG)
    behaviour = OptionalInteger(_l("Leadership and way of working have improved"), FROM_1_TO_5)
    impact = OptionalInteger(_l("Effect on the service"), FROM_1_TO_5)
    remarks = CleanText(_l("What else should be known"), LONG)

    @property
    def content(self) -> dict[str, Any]:
        """What was typed, as it is kept; choices that do not exist are nothing."""
        found: dict[str, Any] = {name: self[name].data for name in FIELDS}
        for name, members in CHOICES.items():
            found[name] = found[name] if found[name] in list(members) else ""
        for part in ("milestones", "indicators"):
            lines = {name: field.data for name, field in self._fields.items() if name.startswith(f"{part}-")}
            found[part] = {name.partition("-")[2]: data for name, data in lines.items() if data}
        # An untouched form begins with what was verified; one that was touched says itself what was reached.
        return {name: value for name, value in found.items() if value or name == "milestones"}

    def content_beside(self, kept: dict[str, Any]) -> dict[str, Any]:
        """The same, with what is kept wherever what was typed cannot be read."""
        content = self.content
        for name in self.errors:
            part, _dash, line = name.partition("-")
            if line in kept.get(part, {}):
                content[part] = content.get(part, {}) | {line: kept[part][line]}
            elif not line:
                content.pop(name, None)
                content |= {name: kept[name]} if name in kept else {}
        return content


CHOICES: dict[str, type[enum.StrEnum]] = {
    "outcome": Outcome,
    "stop_reason": StopReason,
    "legal_form": LegalForm,
}


def evaluation_form(evaluation: PostEvaluation, promised: Promised, *, typed: bool = True) -> EvaluationForm:
    """The form of this evaluation, filled with what is kept unless something was ``typed``; milestones verified so far
    begin as reached."""
    lines: dict[str, Any] = {
        f"milestones-{one.id}": BooleanField(one.activity) for one in promised.milestones
    } | {f"indicators-{one.id}": LocalDecimal(one.name) for one in promised.indicators}
    content = evaluation.content
    data = {name: content.get(name) for name in FIELDS if content.get(name) is not None}
    for one in promised.milestones:
        verified = one.verified_at is not None
        kept = content.get("milestones", {}).get(str(one.id), False)
        data[f"milestones-{one.id}"] = bool(kept) if content else verified
    for row in promised.indicators:
        data[f"indicators-{row.id}"] = content.get("indicators", {}).get(str(row.id))
    sent = {} if typed else {"formdata": None}
    form: EvaluationForm = type("LinesForm", (EvaluationForm,), lines)(data=data, **sent)
    for name, members in CHOICES.items():
        offered = [(str(member), labels.word(member)) for member in members]
        form[name].choices = offered if name == "outcome" else [("", "–"), *offered]
    return form
