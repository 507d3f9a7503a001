"""The chapters of `hyperstream.testing.ChannelContract`."""
