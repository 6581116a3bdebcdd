"""The leased table of jobs."""
