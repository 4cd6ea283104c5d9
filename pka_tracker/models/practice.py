"""The catalogue of what hosts show: good practices (praktik baik) and innovations."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model


class Practice(Model):
    """A good practice in the catalogue of a host. Retired, it is kept and offered no more."""

    __table_args__ = (sa.UniqueConstraint("host", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host: Mapped[str] = mapped_column(sa.String(200))
    name: Mapped[str] = mapped_column(sa.String(200))
    category: Mapped[str] = mapped_column(sa.String(120), default="")
    owner_unit: Mapped[str] = mapped_column(sa.String(200), default="")  # the office that runs it
    audience: Mapped[str] = mapped_column(sa.String(120), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    contact: Mapped[str] = mapped_column(sa.String(300), default="")
    documents: Mapped[str] = mapped_column(sa.Text, default="")  # web addresses, one a line
    source: Mapped[str] = mapped_column(sa.String(300), default="")
    replicable: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    lock_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock_version}
