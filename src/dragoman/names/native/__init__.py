"""What of names is compiled, where there is a C compiler: the innermost loops, each of which stands in Python too."""
