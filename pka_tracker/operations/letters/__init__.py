"""Letters: reminders, the daily letter, delivery."""
