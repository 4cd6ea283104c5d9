"""Who takes part in a replication: the three as they are called, and the facilitator's account where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from pka_tracker.errors import Incomplete
from pka_tracker.models import Replication, User
from pka_tracker.models.texts.outline import N_
from pka_tracker.queries.replications.replications import list_facilitators

NO_RECEIVER = N_("Say which agency is to receive it.")
NO_FACILITATOR = N_(
    "This person cannot facilitate it. Choose somebody from the list, or type a name instead."
)
#: What is kept in words, so that a change of it is a line of the history.
TYPED = ("receiver", "host_contact", "facilitator")


@dataclass(frozen=True)
class Parties:
    """The three who act, as they are called: the host's contact, the receiving agency, who helps between them; and
    whose account the latter has, if any."""

    receiver: str
    host_contact: str = ""
    facilitator: str = ""
    facilitator_id: int | None = None


def agree(replication: Replication, parties: Parties) -> dict[str, list[str]]:
    """Write down who takes part; what changed of the words, {field: [before, after]}.

    Refuses no receiving agency, and a facilitator who is not one of those to choose from. Whoever facilitates already
    may go on, whatever became of their role.
    """
    if not parties.receiver.strip():
        raise Incomplete([NO_RECEIVER])
    if parties.facilitator_id != replication.facilitator_id:
        person = _chosen(replication, parties.facilitator_id)
        replication.facilitator_user, replication.facilitator_id = person, person.id if person else None
    changes = {}
    for name in TYPED:
        before, after = getattr(replication, name) or "", getattr(parties, name)
        if before != after:
            changes[name] = [before, after]
            setattr(replication, name, after)
    return changes


def _chosen(replication: Replication, user_id: int | None) -> User | None:
    if user_id is None:
        return None
    for person in list_facilitators(replication.cohort_id, replication.owner_id):
        if person.id == user_id:
            return person
    raise Incomplete([NO_FACILITATOR])
