"""One archive of database and files: written, verified, restored."""
