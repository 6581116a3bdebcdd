"""The sum over all ways to cut two words into chunks that belong together: in NumPy and Python, and the same compiled."""
