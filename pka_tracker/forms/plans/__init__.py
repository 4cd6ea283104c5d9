"""Action plans, from the first word to the last milestone."""
