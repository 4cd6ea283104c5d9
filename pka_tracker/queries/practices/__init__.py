"""The catalogue of practices."""
