"""Government offices: the participants' homes and the hosts of visits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model


class Agency(Model):
    """An office (instansi, perangkat daerah) of a region."""

    __table_args__ = (sa.UniqueConstraint("region", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(40), default="")
    region: Mapped[str] = mapped_column(sa.String(120), default="")
    lock_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock_version}
