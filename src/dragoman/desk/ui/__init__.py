"""The desk's side of ui."""
