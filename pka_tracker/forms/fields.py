"""Fields that read what people here type: rupiah with points, decimals with a comma, stray control characters."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import DateField, Field, IntegerField, StringField, TextAreaField
from wtforms.widgets import TextInput

from pka_tracker.words import lazy_gettext as _l

#: WTForms fills the place, after the translation.
TOO_LONG = _l("At most %(max)d characters: shorten the text, nothing of it is lost on this page.")
NO_MOMENT = _l(
    "There is no such day and hour. Type them as year-month-day hour:minute, e.g. 2026-11-30 16:00."
)
#: Of an amount; it is a thousand times the budget of the country.
MOST_DIGITS = 16
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(value: str | None) -> str:
    """One form for equal text: NFC, line feeds, no control characters, no space at the ends.

    PostgreSQL refuses NUL, and a lone surrogate cannot be written as UTF-8; neither was typed by a person.
    """
    text = _CONTROL.sub("", (value or "").replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


class CleanString(StringField):
    """One line of text."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = " ".join(clean(valuelist[0]).split()) if valuelist else ""


class CleanText(TextAreaField):
    """Text of several lines."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""


class OptionalDate(DateField):
    """A day; kept as ISO text in a document."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data, self.raw_data = None, valuelist
        text = clean(valuelist[0]) if valuelist else ""
        if text:
            try:
                self.data = date.fromisoformat(text)
            except ValueError:
                raise ValueError(
                    self.gettext(_l("There is no such day. Type it as year-month-day, e.g. 2026-11-30."))
                ) from None


class LocalMoment(Field):
    """Day and hour as the clock on the wall shows them, or nothing; the zone is said elsewhere."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = clean(valuelist[0]) if valuelist else ""
        if text:
            try:
                read = datetime.fromisoformat(text)
            except ValueError:
                raise ValueError(str(NO_MOMENT)) from None
            if read.tzinfo is not None or not 2000 <= read.year < 2200:
                raise ValueError(str(NO_MOMENT))
            self.data = read if len(text) > 10 else datetime.combine(read, time(23, 59))


class OptionalInteger(IntegerField):
    """A whole number, or nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = clean(valuelist[0]) if valuelist else ""
        if text:
            if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
                raise ValueError(str(_l("Type a whole number, e.g. 3.")))
            self.data = int(text)


class LocalDecimal(Field):
    """A number as typed in Indonesia (1.250,5) or elsewhere (1250.5); its data is text with a point."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data).replace(".", ",") if self.data not in (None, "") else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = clean(valuelist[0]) if valuelist else ""
        if text:
            try:
                self.data = str(read_decimal(text))
            except InvalidOperation:
                raise ValueError(str(_l("Type a number, e.g. 12,5."))) from None


class Rupiah(Field):
    """Whole rupiah, typed with or without "Rp" and points."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:,}".replace(",", ".") if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        text = re.sub(
            r"^rp\.?\s*|,-$|,00$", "", clean(valuelist[0]) if valuelist else "", flags=re.IGNORECASE
        )
        if text:
            digits = re.sub(r"[.\s]", "", text)
            if not digits.isdecimal() or len(digits) > MOST_DIGITS:
                raise ValueError(str(_l("Type an amount in whole rupiah, e.g. 1.500.000.")))
            self.data = int(digits)


def read_decimal(text: str) -> Decimal:
    """Read "1.250,5", "1,250.5", "12,5" and "1250.5"; a lone group of three after a point is thousands."""
    text = re.sub(r"\s|%", "", text)
    if "," in text and "." in text:
        thousands = "." if text.rfind(",") > text.rfind(".") else ","
        text = text.replace(thousands, "")
    elif re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+", text):
        text = text.replace(".", "")
    number = Decimal(text.replace(",", "."))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise InvalidOperation
    return number
