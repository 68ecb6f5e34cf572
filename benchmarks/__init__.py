"""What opening and answers cost: `make bench`, or `python -m benchmarks`."""
