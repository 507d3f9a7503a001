"""A tool as a stored workflow keeps it: name, version, and parameters in plain form.

It has the fields of 0.3.8's documents (``key``, ``value``, ``is_function``, ``is_set``), so that
old definitions load; code that they hold is never loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..utils.errors import ArgumentTypeError, UnregisteredFunctionError
from .encoding import Plain, Resolve, decode
from .functions import is_portable


class ToolParameter(NamedTuple):
    """One parameter of a stored tool.

    Attributes:
        key: Its name.
        value: Its value in plain form, see `encoding`.
        is_function: Whether it is (a reference to) a function.
        is_set: Whether it is a set.
    """

    key: str
    value: Plain
    is_function: bool = False
    is_set: bool = False


class ToolDefinition(NamedTuple):
    """A tool as a stored workflow keeps it (0.3.8: ``ToolModel``).

    Attributes:
        name: Tool name.
        version: Semantic version; 0.3.8 always wrote ``0.0.0``.
        parameters: Its parameters.
    """

    name: str
    version: str
    parameters: tuple[ToolParameter, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """The definition as a document of plain values."""
        listed = [parameter._asdict() for parameter in self.parameters]
        return {"name": self.name, "version": self.version, "parameters": listed}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> ToolDefinition:
        """The definition that a document holds; a version that is missing is ``0.0.0``."""
        parameters = tuple(parameters_from_dicts(document.get("parameters") or ()))
        return cls(str(document["name"]), str(document.get("version") or "0.0.0"), parameters)


def parameters_of(encoded: Mapping[str, Plain]) -> tuple[ToolParameter, ...]:
    """One `ToolParameter` per encoded value."""
    return tuple(
        ToolParameter(name, value, is_function=_has_tag(value, "@function"), is_set=_has_tag(value, "@set"))
        for name, value in encoded.items()
    )


def parameters_from_dicts(dicts: Iterable[Mapping[str, Any]]) -> list[ToolParameter]:
    """The parameters that documents describe."""
    return [
        ToolParameter(
            str(item["key"]), item.get("value"), bool(item.get("is_function")), bool(item.get("is_set"))
        )
        for item in dicts
    ]


def parameters_from_model(models: Iterable[Any], resolve: Resolve | None = None) -> dict[str, Any]:
    """The values that parameters stand for, by name; the inverse of `parameters_of`.

    Args:
        models: `ToolParameter`, anything with its four attributes, or dictionaries.
        resolve: Follows the references of functions, see `functions.follow`.

    Raises:
        UnregisteredFunctionError: A function cannot be loaded; those of 0.3.8 never are.
        ArgumentTypeError: (a `TypeError`) Something else was given.
    """
    return dict(_named_value(model, resolve or _refuse) for model in models)


def unportable(encoded: Mapping[str, Plain]) -> list[str]:
    """Names of the parameters that another process could not load."""
    return [
        name
        for name, plain in encoded.items()
        if any(tag == "@object" or not is_portable(reference) for tag, reference in _references(plain))
    ]


def _named_value(model: Any, resolve: Resolve) -> tuple[str, Any]:
    if isinstance(model, Mapping):
        (model,) = parameters_from_dicts([model])
    try:
        key, value, is_function, is_set = model.key, model.value, model.is_function, model.is_set
    except AttributeError as error:
        msg = f"{model!r} is not a tool parameter; it needs key, value, is_function and is_set."
        raise ArgumentTypeError(msg, model=model) from error
    if is_function and not any(_references(value)):
        msg = (
            f"Parameter {key!r} holds the code of a function, as 0.3.8 stored it; code is never loaded. "
            "Register the function and make the tool again."
        )
        raise UnregisteredFunctionError(msg, parameter=key)
    decoded = decode(value, resolve)
    return key, set(decoded) if is_set and isinstance(decoded, list) else decoded


def _references(plain: Plain) -> Iterator[tuple[str, str]]:
    """The tag and text of every reference inside a plain value."""
    if isinstance(plain, list):
        for item in plain:
            yield from _references(item)
    elif isinstance(plain, Mapping):
        for key, item in plain.items():
            if key in ("@function", "@object") and isinstance(item, str):
                yield key, item
            else:
                yield from _references(item)


def _has_tag(plain: Plain, tag: str) -> bool:
    return isinstance(plain, Mapping) and set(plain) == {tag}


def _refuse(reference: str) -> Any:
    msg = f"The stored function reference {reference!r} cannot be followed without a registry."
    raise UnregisteredFunctionError(msg, reference=reference)
