"""What waits for one person today, in every role they have."""

from __future__ import annotations

#: As many lines as a card shows.
SHOWN = 5
