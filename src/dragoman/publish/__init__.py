"""publish: who may read what."""
