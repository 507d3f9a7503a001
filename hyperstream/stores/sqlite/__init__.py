"""The sqlite room."""
