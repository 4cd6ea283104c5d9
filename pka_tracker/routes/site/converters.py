"""How the parts of an address are read."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

#: What an integer column of PostgreSQL holds; no row has a larger id.
LARGEST = 2**31 - 1


class RowNumber(IntegerConverter):
    """The number of a row; a larger one is no address, before any database is asked for it."""

    regex = r"[0-9]{1,10}"

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **{"max": LARGEST} | options)
