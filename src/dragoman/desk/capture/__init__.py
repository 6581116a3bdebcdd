"""The desk's side of capture."""
