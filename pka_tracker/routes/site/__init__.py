"""What every page shares: who asks, what it may show, refusals, the start page."""
