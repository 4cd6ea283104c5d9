"""Whoever looks, as parameters: lets a statement be built once for everybody with the same roles.

Building a large SELECT takes as long as sending it. A builder that takes an ``Anybody`` instead of a ``User`` may be
cached; the WHEREs of seeing ask both the same questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Integer, bindparam

from pka_tracker.models import CohortRole, User


@dataclass(frozen=True)
class Anybody:
    """Stands for every user who holds just these roles, while a statement is built."""

    roles: frozenset[CohortRole]

    @property
    def id(self) -> BindParameter[int]:
        return bindparam("viewer", type_=Integer)

    def holds(self, role: CohortRole) -> bool:
        """Whether such a person has the role in any cohort."""
        return role in self.roles

    def cohorts_as(self, role: CohortRole) -> BindParameter[list[int]]:
        """The cohorts in which such a person has the role."""
        return bindparam(f"cohorts_as_{role}", expanding=True)


#: For whom a WHERE of seeing is made.
Viewer = User | Anybody


def anybody_like(user: User) -> Anybody:
    """The stand-in for this user and all with the same roles: the key under which a statement is kept."""
    return Anybody(frozenset(m.role for m in user.memberships))


def asked_by(user: User, **values: Any) -> dict[str, Any]:
    """The parameters of a statement that was built for ``anybody_like(user)``, and more of them."""
    cohorts: dict[str, Any] = {f"cohorts_as_{m.role}": [] for m in user.memberships}
    for membership in user.memberships:
        cohorts[f"cohorts_as_{membership.role}"].append(membership.cohort_id)
    return {"viewer": user.id} | cohorts | values
