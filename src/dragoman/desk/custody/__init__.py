"""custody at the desk: who did what, when and why, as rows that are only ever added."""
