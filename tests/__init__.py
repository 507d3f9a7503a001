"""The tests; helpers in a folder are imported relatively (``from .helpers import ...``)."""
