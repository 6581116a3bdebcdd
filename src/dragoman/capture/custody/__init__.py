"""custody: who did what to a thing, when and why: a chain of entries that anyone can check."""
