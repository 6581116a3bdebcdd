"""The desk's side of compose."""
