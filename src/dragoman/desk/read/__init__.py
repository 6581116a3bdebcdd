"""The desk's side of read."""
