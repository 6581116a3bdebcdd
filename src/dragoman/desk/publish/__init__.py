"""The desk's side of publish."""
