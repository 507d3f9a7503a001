"""In a wheel, the content of the repository's ``plugins/`` lies here."""
