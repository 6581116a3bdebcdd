"""Dispatches in numbered series; excerpts and notes are rows with foreign keys."""
