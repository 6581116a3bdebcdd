"""Languages as plain text: scripts, folding, segments, dates. Any verb may use it."""
