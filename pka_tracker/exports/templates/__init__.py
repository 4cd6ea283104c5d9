"""Papers as DOCX in a layout of the organizer's own."""
