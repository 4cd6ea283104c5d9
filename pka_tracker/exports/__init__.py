"""Rows in, bytes out: what people print, keep and hand over. Nothing here asks the database."""
