"""The time_interval room."""
