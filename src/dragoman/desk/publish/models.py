"""Publications: what was public, when."""
