"""The way through, in a real browser."""
