"""Learning the tables of `dragoman.names` from pairs of spellings; never needed to use them."""
