"""The desk's side of people."""
