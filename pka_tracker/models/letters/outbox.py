"""Letters waiting to be sent. Each is written in the same transaction as the change it tells of."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pka_tracker.extensions import Model, now

#: Letters whose body is a key: it is wiped once they are sent, and shown nowhere.
SECRET = ("invitation", "password_reset")


class OutboxEmail(Model):
    """A finished letter in its reader's language; ``operations.outbox`` delivers it."""

    __table_args__ = (sa.Index("ix_outbox_email_waiting", "sent_at", "gave_up_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    to: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    #: Stays the same however often delivery is tried, so that a mailbox can drop a repetition.
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    #: The review whose decision it tells of: taken back in time, the letter is never sent.
    review_id: Mapped[int | None] = mapped_column(sa.ForeignKey("review.id"), index=True)
    #: The coach's approval it tells of: taken back in time, it is never sent.
    endorsement_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("endorsement.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
    next_try_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    sent_at: Mapped[datetime | None]
    #: The address was refused for good, or trying went on for too long; ``last_error`` says why.
    gave_up_at: Mapped[datetime | None]
