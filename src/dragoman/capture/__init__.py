"""capture: exact bytes, kept so that anyone can check them."""
