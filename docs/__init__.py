"""The documents, and what builds the generated ones."""
