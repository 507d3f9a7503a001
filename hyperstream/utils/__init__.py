"""The utils room."""
