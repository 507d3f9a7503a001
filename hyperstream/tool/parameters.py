"""What parameters a tool takes, and one set of values for them.

A tool's parameters are the arguments of its constructor. They are declared in one of two ways:
as annotations of the class (``stride: float = 1.0``), which are also checked and converted, or,
as in 0.3.8, by an ``__init__`` of its own. Either way unknown, missing and surplus arguments are
errors that name the tool, the parameter and what is accepted.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any, ClassVar, get_origin

from ..utils.errors import HyperStreamError, ToolInitialisationError
from .conversion import convert, describe
from .durations import duration_ms, duration_text

REQUIRED = inspect.Parameter.empty
"""Default of a parameter that has none."""

_ARGUMENT = inspect.Parameter.POSITIONAL_OR_KEYWORD
_BY_NAME = inspect.Parameter.KEYWORD_ONLY
_SURPLUS = inspect.Parameter.VAR_KEYWORD


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a tool.

    Attributes:
        name: Its name.
        kind: What it takes, in words; empty where nothing is declared.
        default: Its default, or `REQUIRED`.
    """

    name: str
    kind: str = ""
    default: Any = REQUIRED

    def __str__(self) -> str:
        text = f"{self.name}: {self.kind}" if self.kind else self.name
        return text if self.default is REQUIRED else f"{text} = {_shown(self.default)}"


class Declaration:
    """The parameters that one tool class declares.

    Classes that are part of HyperStream mark themselves with ``_framework``: their constructors
    declare nothing.

    Args:
        cls: The tool class.

    Attributes:
        signature: Of the constructor, without ``self``.
        annotated: Whether the parameters are annotations of the class.
    """

    def __init__(self, cls: type) -> None:
        constructor = _own_constructor(cls)
        self.annotated = constructor is None
        self._cls = cls
        self._annotations = _annotations(cls)
        if constructor is None:
            self.signature = _from_annotations(cls, self._annotations)
        else:
            _self, *rest = inspect.signature(constructor).parameters.values()
            self.signature = inspect.Signature(rest)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The named parameters, in order."""
        return tuple(
            Parameter(item.name, "" if item.annotation is REQUIRED else _words(item.annotation), item.default)
            for item in self.signature.parameters.values()
            if item.kind in (_ARGUMENT, _BY_NAME)
        )

    @property
    def unnamed(self) -> str:
        """The name of a ``*args`` in the constructor, empty where there is none."""
        kinds = {item.kind: item.name for item in self.signature.parameters.values()}
        return kinds.get(inspect.Parameter.VAR_POSITIONAL, "")

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Every parameter's value, by name; converted where the class annotates it.

        Raises:
            ToolInitialisationError: A parameter is unknown, missing, given twice or of a wrong kind.
        """
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError as error:
            msg = f"{self._name} cannot be made: {self._complaint(args, kwargs, str(error))}. {self.accepted}"
            raise ToolInitialisationError(msg, tool=self._name, parameters=kwargs) from error
        bound.apply_defaults()
        values = _flat(bound)
        return {name: self._converted(name, value) for name, value in values.items()}

    @property
    def accepted(self) -> str:
        """What the tool accepts, as a sentence."""
        listed = ", ".join(str(parameter) for parameter in self.parameters)
        return f"It accepts: {listed}." if listed else "It accepts no parameters."

    @property
    def _name(self) -> str:
        return f"Tool {getattr(self._cls, 'full_name', self._cls.__name__)}"

    def _converted(self, name: str, value: Any) -> Any:
        if not self.annotated:
            return value
        parameter = self.signature.parameters[name]
        if value is parameter.default and value is None:
            return None
        try:
            return convert(value, self._annotations[name])
        except HyperStreamError as error:
            why = str(error).removesuffix(".")
            msg = f"{self._name} cannot be made: parameter {name!r}: {why}. {self.accepted}"
            raise ToolInitialisationError(msg, tool=self._name, parameter=name, value=value) from error

    def _complaint(self, args: tuple[Any, ...], kwargs: dict[str, Any], python_says: str) -> str:
        known = self.signature.parameters
        unknown = [name for name in kwargs if name not in known]
        if unknown:
            return f"it has no parameter {', '.join(repr(name) for name in unknown)}"
        by_place = sum(item.kind == _ARGUMENT for item in known.values())
        if len(args) > by_place:
            return f"it takes {by_place} values without a name at most, {len(args)} were given"
        missing = [
            name
            for place, (name, item) in enumerate(known.items())
            if item.default is REQUIRED
            and item.kind != _SURPLUS
            and name not in kwargs
            and place >= len(args)
        ]
        return f"parameter {', '.join(repr(name) for name in missing)} is missing" if missing else python_says


def _own_constructor(cls: type) -> Any:
    own = takewhile(lambda base: "_framework" not in vars(base), cls.__mro__)
    return next((vars(base)["__init__"] for base in own if "__init__" in vars(base)), None)


def _annotations(cls: type) -> dict[str, Any]:
    """Resolved annotations of public names, without class variables.

    As in data classes, those of a base class come first; those of the framework come last.
    """
    found: dict[str, Any] = {}
    for base in sorted(reversed(cls.__mro__), key=lambda base: "_framework" in vars(base)):
        module = sys.modules.get(base.__module__)
        scope = {**vars(module)} if module else {}
        for name, annotation in inspect.get_annotations(base).items():
            resolved = _resolved(annotation, scope, vars(base))
            known_better = name in found and "_framework" in vars(base)
            if not (name.startswith("_") or known_better or _is_class_variable(resolved)):
                found[name] = resolved
    return found


def _resolved(annotation: Any, scope: Mapping[str, Any], inner: Mapping[str, Any]) -> Any:
    if not isinstance(annotation, str):
        return annotation
    try:
        # The text is the source of a tool file that is being run anyway, never anything stored.
        return eval(annotation, dict(scope), dict(inner))
    except (NameError, AttributeError, TypeError, SyntaxError):
        # A name that exists for type checkers only: nothing can be checked at run time then.
        return ClassVar if annotation.startswith(("ClassVar", "typing.ClassVar")) else Any


def _is_class_variable(annotation: Any) -> bool:
    return annotation is ClassVar or get_origin(annotation) is ClassVar


def _from_annotations(cls: type, annotations: Mapping[str, Any]) -> inspect.Signature:
    by_name = False
    parameters: list[inspect.Parameter] = []
    for name, annotation in annotations.items():
        default = getattr(cls, name, REQUIRED)
        # After one with a default, one without can only be given by name, and what follows it too.
        by_name |= default is REQUIRED and any(item.default is not REQUIRED for item in parameters)
        kind = _BY_NAME if by_name else _ARGUMENT
        parameters.append(inspect.Parameter(name, kind, default=default, annotation=annotation))
    return inspect.Signature(parameters)


def _flat(bound: inspect.BoundArguments) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in bound.arguments.items():
        if bound.signature.parameters[name].kind == _SURPLUS:
            values.update(value)
        else:
            values[name] = value
    return values


def _shown(value: Any) -> str:
    """A default as somebody would type it."""
    if isinstance(value, datetime):
        return repr(value.isoformat())
    return repr(duration_text(duration_ms(value))) if isinstance(value, timedelta) else repr(value)


def _words(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else describe(annotation)
