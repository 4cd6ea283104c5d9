"""A believable cohort to try the program with: invented people, real kinds of plans, every state."""
