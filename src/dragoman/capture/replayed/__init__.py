"""A captured page shown again, as one document that asks nobody for anything."""
