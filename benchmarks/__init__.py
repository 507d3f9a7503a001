"""Benchmarks: HyperStream beside its peers, in one run, as ratios. See README.md for the figures."""
