"""How known names are found in running text: fold in bulk, pick words that may begin a name, follow the tree, rank."""
