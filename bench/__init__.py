"""What pages and saves cost, against the cheapest thing the same libraries can do: ``python -m bench``."""
