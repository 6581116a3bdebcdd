"""The desk's side of translate."""
