"""translate: renderings of segments, and the rules that hold between people."""
