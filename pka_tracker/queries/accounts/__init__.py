"""Reading accounts: one's own, and all of them for an administrator."""
