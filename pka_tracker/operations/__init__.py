"""Verbs: the only things that change rows. They flush, never commit: the caller commits."""
