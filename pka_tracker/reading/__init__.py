"""What people wrote, put into words once: page, DOCX, PDF and XLSX all show these, so they cannot differ."""

from pka_tracker.reading.notes import read_note
from pka_tracker.reading.sections import Cell, Part, Reading, Row, read_plan, read_section, read_version

__all__ = ["Cell", "Part", "Reading", "Row", "read_note", "read_plan", "read_section", "read_version"]
