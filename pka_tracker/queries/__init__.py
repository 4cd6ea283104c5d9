"""Reads, each made for a viewer and a page."""
