"""The desk's side of jobs."""
