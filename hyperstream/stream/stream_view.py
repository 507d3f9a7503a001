"""The address of `StreamView` in 0.3.8; it lives in `view`."""

from .view import StreamView

__all__ = ["StreamView"]
