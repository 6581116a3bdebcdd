"""read: main text, identity and search tokens out of captured bytes."""
