"""How names are discovered: a text in clauses, words beside names, and the patterns they make."""
