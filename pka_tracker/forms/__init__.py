"""What was typed, and whether it can be read. No business rules."""
