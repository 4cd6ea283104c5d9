"""What happens to people's data when its time is over."""
