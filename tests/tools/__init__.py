"""One file a shipped tool: list in, list out; `test_split_law` runs them all."""
