"""One file a figure. Run one with `python -m benchmarks.NAME`, all with `make bench`."""
