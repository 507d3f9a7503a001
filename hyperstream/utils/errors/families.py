"""The root of all errors, and the families under it."""

from __future__ import annotations

from typing import Any


class HyperStreamError(Exception):
    """Root of the family.

    Args:
        message: What happened to which thing, why, and the way out.
        subject: The things it is about; each becomes an attribute.

    Attributes:
        code: Stable short code (``HS301``), or an empty string where none is assigned.
    """

    code = ""

    def __init__(self, message: str = "", **subject: Any) -> None:
        super().__init__(message)
        self.message = message
        self.__dict__.update(subject)

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross process borders; keyword subjects must survive pickling.
        return (_rebuild, (type(self), self.message, dict(self.__dict__)))


def _rebuild(kind: type[HyperStreamError], message: str, state: dict[str, Any]) -> HyperStreamError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class ConfigurationError(HyperStreamError, ValueError):
    """A configuration file, key or store address cannot be used."""


class ChannelError(HyperStreamError):
    """A channel cannot do what is asked."""


class StreamError(HyperStreamError):
    """A stream, or what is written to or read from it, is not right."""


class ToolError(HyperStreamError):
    """A tool cannot be found, built or run."""


class PlateError(HyperStreamError):
    """A plate, or the way plates meet, is not right."""


class WorkflowError(HyperStreamError):
    """A workflow definition is not right."""


class StoreError(HyperStreamError):
    """The database under a channel cannot do what is asked."""


class ArgumentTypeError(HyperStreamError, TypeError):
    """An argument is of a kind that cannot be used here."""


class ArgumentValueError(HyperStreamError, ValueError):
    """An argument's value cannot be used here."""


class ArgumentKeyError(HyperStreamError, KeyError):
    """A key is of a kind that cannot be used here, or has its value already."""


class MissingExtraError(HyperStreamError, ImportError):
    """An optional package is not installed; ``extra`` names what brings it."""

    code = "HS001"


class DrawingError(HyperStreamError, RuntimeError):
    """A picture could not be drawn; ``program`` is what tried."""


class RetiredNameError(HyperStreamError, RuntimeError):
    """A name of 0.3.8 that still imports, but whose use was unsafe; the message says what to use."""
