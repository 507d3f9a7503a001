"""The chapters of `hyperstream.testing.StoreContract`."""
