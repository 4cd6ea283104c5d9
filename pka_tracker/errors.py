"""What an operation may refuse, in the words of the domain. ``routes/site/errors.py`` gives each a page."""

from typing import Any


class DomainError(Exception):
    """Something a person asked for that the rules do not allow."""


class NotFound(DomainError):
    """There is no such thing, or this person may not know of it."""


class NotPermitted(DomainError):
    """This person may not do this, whatever the state of the thing."""


class NotPossibleNow(DomainError):
    """Nobody may do this in the state the thing is in."""


class ChangedMeanwhile(DomainError):
    """Somebody changed it after this person opened the page; ``current`` is the row as it is now."""

    def __init__(self, current: Any = None) -> None:
        super().__init__(repr(current))
        self.current = current


class TooManyAttempts(DomainError):
    """Asked too often in a short time; ``seconds`` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds


class Incomplete(DomainError):
    """Something is missing; ``items`` says what: as ``models.outline.Requirement``, as words or as what is not done."""

    def __init__(self, items: list[Any]) -> None:
        super().__init__(", ".join(str(item) for item in items))
        self.items = items
