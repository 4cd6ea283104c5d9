"""What a person has here, and whose time here is over."""
