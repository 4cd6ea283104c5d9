"""Text that is never lost: saving, conflicts, what was kept."""
