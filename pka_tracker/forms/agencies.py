"""What is typed about an agency, and what is looked for."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms.validators import DataRequired, Length

from pka_tracker.forms import addresses
from pka_tracker.forms.fields import TOO_LONG, CleanString
from pka_tracker.forms.seen import SeenForm
from pka_tracker.operations.agencies import Facts
from pka_tracker.queries.agencies import AgenciesView
from pka_tracker.words import lazy_gettext as _l


class AgencyForm(SeenForm):
    """What is kept of an agency."""

    name = CleanString(
        _l("Name"), [DataRequired(_l("Type the agency's name.")), Length(max=200, message=TOO_LONG)]
    )
    region = CleanString(_l("Region"), [Length(max=120, message=TOO_LONG)])
    kind = CleanString(_l("Kind"), [Length(max=40, message=TOO_LONG)])

    def facts(self) -> Facts:
        """What was typed."""
        return Facts(**{field: self[field].data for field in Facts.__dataclass_fields__})


def read_view(args: Mapping[str, str]) -> AgenciesView:
    """What the address of the list asks for; what cannot be read asks for nothing."""
    search = addresses.search(args)
    return AgenciesView(search=search, page=addresses.page(args))
