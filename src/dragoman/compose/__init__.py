"""compose: excerpts with typed marks, notes, citations."""
