"""watch: what a source announces, and when to ask it again."""
