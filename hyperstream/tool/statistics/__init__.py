"""Statistics of many windows at once, each computed from its own rows only."""
