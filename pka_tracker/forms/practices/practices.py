"""What is typed in the catalogue: what to look for, and what it says of a practice."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, Length

from pka_tracker.forms import addresses
from pka_tracker.forms.content import WebAddresses
from pka_tracker.forms.fields import TOO_LONG, CleanString, CleanText
from pka_tracker.forms.seen import SeenForm
from pka_tracker.operations.practices.practices import NO_NAME, Facts
from pka_tracker.queries.practices.practices import CatalogueView
from pka_tracker.words import lazy_gettext
from pka_tracker.words import lazy_gettext as _l


def read_view(args: Mapping[str, str]) -> CatalogueView:
    """What the address of the catalogue asks for; what cannot be read asks for nothing."""
    return CatalogueView(
        search=addresses.search(args),
        category=addresses.line(args.get("category"), 120),
        host=addresses.line(args.get("host"), 200),
        replicable=args.get("replicable") == "1",
        retired=args.get("retired") == "1",
        page=addresses.page(args),
    )


def _up_to(length: int) -> Length:
    return Length(max=length, message=TOO_LONG)


class PracticeForm(SeenForm):
    """What the catalogue says of one practice."""

    name = CleanString(_l("Name"), [DataRequired(lazy_gettext(NO_NAME)), _up_to(200)])
    category = CleanString(_l("Category"), [_up_to(120)])
    owner_unit = CleanString(_l("Office that runs it"), [_up_to(200)])
    audience = CleanString(_l("For whom"), [_up_to(120)])
    description = CleanText(_l("Description"), [_up_to(5000)])
    contact = CleanString(_l("Contact"), [_up_to(300)])
    documents = CleanText(_l("Documents"), [_up_to(2000), WebAddresses()])
    source = CleanString(_l("Source"), [_up_to(300)])
    replicable = BooleanField(_l("Offered for replication"))

    def facts(self) -> Facts:
        """What was typed."""
        return Facts(**{field: self[field].data for field in Facts.__dataclass_fields__})


class NewPracticeForm(PracticeForm):
    """A practice that the catalogue of ``host`` has not yet."""

    host = SelectField(_l("Host"), [DataRequired(_l("Choose a host."))])
