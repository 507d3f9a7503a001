"""The tool room."""
