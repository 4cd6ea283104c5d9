"""What is typed about a replication: who takes part, what happened, what comes next, and what to look for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf, DataRequired, Length

from pka_tracker import labels
from pka_tracker.forms import addresses
from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText, OptionalDate
from pka_tracker.forms.seen import SeenForm
from pka_tracker.models import Party, ReplicationAction, User
from pka_tracker.operations.plans.transitions import NO_REASON
from pka_tracker.operations.replication_parties import NO_RECEIVER, Parties
from pka_tracker.operations.replications import NO_DAY, NO_STEP, Happening, NextStep
from pka_tracker.queries.replications.pipeline import COLUMNS, PipelineView
from pka_tracker.words import gettext as _
from pka_tracker.words import lazy_gettext
from pka_tracker.words import lazy_gettext as _l


def read_view(args: Mapping[str, str]) -> PipelineView:
    """What the address of the board asks for; what cannot be read asks for nothing."""
    column, party = args.get("stage", ""), args.get("party", "")
    return PipelineView(
        search=addresses.search(args),
        column=column if column in COLUMNS else "",
        cohort=addresses.number(args.get("cohort")),
        host=addresses.line(args.get("host"), 200),
        party=Party(party) if party in list(Party) else None,
        stale=args.get("stale") == "1",
        page=addresses.page(args),
    )


def _up_to(length: int) -> Length:
    return Length(max=length, message=TOO_LONG)


class PartyFields:
    """Who takes part beside the host, which is the practice's."""

    receiver = CleanString(_l("Receiving agency"), [DataRequired(lazy_gettext(NO_RECEIVER)), _up_to(200)])
    host_contact = CleanString(_l("Contact at the agency of origin"), [_up_to(300)])
    facilitator_id = SelectField(_l("Facilitator with an account here"), validate_choice=False)
    facilitator = CleanString(_l("Facilitator’s name or agency"), [_up_to(200)])

    def offer(self, people: Sequence[User], present: User | None = None) -> None:
        """Whom to choose from; whoever facilitates it already is one of them."""
        known = {person.id: person for person in (*people, *([present] if present else []))}
        self.facilitator_id.choices = [
            ("", _("Nobody")),
            *((str(one.id), " – ".join(w for w in (one.name, one.position) if w)) for one in known.values()),
        ]

    def parties(self) -> Parties:
        """What was typed of them. What is no number is nobody's, and is refused."""
        chosen = self.facilitator_id.data
        return Parties(
            self.receiver.data or "",
            self.host_contact.data or "",
            self.facilitator.data or "",
            (addresses.number(chosen) or 0) if chosen else None,
        )


class StepFields:
    """What comes next, by when, and whose turn it is."""

    next_step = CleanText(_l("Next step"), [DataRequired(lazy_gettext(NO_STEP)), _up_to(500)])
    next_on = OptionalDate(_l("To be done by"))
    waits_for = RadioField(
        _l("Who must act"),
        [AnyOf(list(Party), _l("Choose who must act."))],
        choices=lambda: [(str(party), labels.WORDS[Party, party]) for party in Party],
        validate_choice=False,
    )

    def ahead(self) -> NextStep:
        """What was typed, once it is valid."""
        return NextStep(self.next_step.data or "", self.next_on.data, Party(self.waits_for.data))


class InterestForm(PartyFields, StepFields, FlaskForm):
    """A replication that begins."""

    note = CleanText(_l("What it is wanted for"), [_up_to(4000)])


class AdvanceForm(StepFields, SeenForm):
    """A stage that was reached."""

    happened_on = OptionalDate(_l("Day on which it happened"), [DataRequired(lazy_gettext(NO_DAY))])
    reference = CleanString(_l("Number of the letter or agreement"), [_up_to(200)])
    note = CleanText(_l("What was agreed or found"), [_up_to(4000)])

    def happening(self) -> Happening:
        """What was typed of it."""
        return Happening(self.happened_on.data, self.reference.data or "", self.note.data or "")


class LastAdvanceForm(AdvanceForm):
    """The end of the path, where nothing need come next."""

    next_step = CleanText(_l("Next step"), [_up_to(500)])


class SkipForm(StepFields, SeenForm):
    """A stage that is not needed, and why."""

    note = CleanText(_l("Reason"), [DataRequired(lazy_gettext(NO_REASON)), _up_to(4000)])


class TakeBackForm(StepFields, SeenForm):
    """What was wrong with the stage that is taken back."""

    note = CleanText(_l("Reason"), [DataRequired(lazy_gettext(NO_REASON)), _up_to(4000)])


class UpdateForm(PartyFields, StepFields, SeenForm):
    """Who takes part and what comes next, as they stand now."""

    note = CleanText(_l("What happened meanwhile"), [_up_to(4000)])


class LastUpdateForm(UpdateForm):
    """The same at the end of the path, where nothing need come next."""

    next_step = CleanText(_l("Next step"), [_up_to(500)])


class HelpForm(StepFields, SeenForm):
    """What the facilitator did, and what comes next; who takes part is not theirs to say."""

    note = CleanText(_l("What happened meanwhile"), [_up_to(4000)])


class LastHelpForm(HelpForm):
    """The same at the end of the path, where nothing need come next."""

    next_step = CleanText(_l("Next step"), [_up_to(500)])


class StopForm(SeenForm):
    """Why it is given up."""

    note = CleanText(_l("Reason"), [DataRequired(lazy_gettext(NO_REASON)), _up_to(4000)])


class ResumeForm(StepFields, SeenForm):
    """What made it possible again."""

    note = CleanText(_l("What changed"), [_up_to(4000)])


#: The form of each action, on the way and at the end of the path.
FORMS: dict[ReplicationAction, tuple[type[SeenForm], type[SeenForm]]] = {
    ReplicationAction.ADVANCE: (AdvanceForm, LastAdvanceForm),
    ReplicationAction.SKIP: (SkipForm, SkipForm),
    ReplicationAction.UPDATE: (UpdateForm, LastUpdateForm),
    ReplicationAction.TAKE_BACK: (TakeBackForm, TakeBackForm),
    ReplicationAction.STOP: (StopForm, StopForm),
    ReplicationAction.RESUME: (ResumeForm, ResumeForm),
}
#: The form of an update by somebody who facilitates it and does not drive it.
HELP_FORMS: tuple[type[SeenForm], type[SeenForm]] = (HelpForm, LastHelpForm)
