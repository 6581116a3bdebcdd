"""What benchmarks need and are none themselves."""
