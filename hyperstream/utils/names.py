"""Names of tools: ``sliding_window`` is the folder, ``SlidingWindow`` the class."""

from __future__ import annotations

import re

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def camel_to_snake(name: str) -> str:
    """The folder name of a class name; a run of capitals is one word.

    >>> camel_to_snake("SlidingWindow"), camel_to_snake("CSVReader")
    ('sliding_window', 'csv_reader')
    """
    return _WORD_START.sub("_", name).lower()


def snake_to_camel(name: str) -> str:
    """The class name of a folder name; the rest of each word is left as it is.

    >>> snake_to_camel("sliding_window")
    'SlidingWindow'
    """
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))
