"""ATM notes."""
