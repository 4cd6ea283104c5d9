"""Letters: what somebody wants to get, and what waits to be sent."""
