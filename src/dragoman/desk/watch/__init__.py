"""The desk's side of watch."""
