"""What became of plans after the course: the page behind a letter's link, and the answers for the organizer."""
