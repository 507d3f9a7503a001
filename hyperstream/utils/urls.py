"""Addresses of stores, as they may be printed."""

from __future__ import annotations

import re


def without_password(url: str) -> str:
    """The address with ``***`` for its password.

    >>> without_password("mongodb://ann:s3cret@host/database")
    'mongodb://ann:***@host/database'
    """
    # Greedy on purpose: an unescaped "@" or "/" in a password must not let its end slip out.
    return re.sub(r"^([^:/]+://[^:@/]*):.*@", r"\1:***@", url)
