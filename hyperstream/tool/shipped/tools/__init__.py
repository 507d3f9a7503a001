"""In a wheel, the content of the repository's ``tools/`` lies here."""
