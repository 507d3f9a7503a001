"""What a tool is known by: name, version, source and parameters, fixed when it is made.

Equal tools are equal computations, so this is what the ledger compares.
"""

from __future__ import annotations

from typing import Any, ClassVar

from ..utils.errors import ToolError, UnregisteredFunctionError
from .definition import (
    ToolDefinition,
    parameters_from_dicts,
    parameters_from_model,
    parameters_of,
    unportable,
)
from .encoding import Plain, canonical_json, encode
from .functions import origin, refer
from .tool_type import ToolType, tool_name


class Identity(metaclass=ToolType):
    """Name, version and parameters of a tool.

    Attributes:
        tool_name: Name of its folder; empty for a class that was not loaded from a tool file.
        tool_version: Semantic version of its file; a class defined in a session may set one.
        source_hash: SHA-256 of its file, hexadecimal; empty without a file.
        source_file: Path of its file; empty without one.
    """

    tool_name: ClassVar[str] = ""
    tool_version: ClassVar[str] = "0.0.0"
    source_hash: ClassVar[str] = ""
    source_file: ClassVar[str] = ""

    _framework: ClassVar[bool] = True
    _name: str = ""
    _fixed: dict[str, Any] | None = None
    _encoded: dict[str, Plain]
    _json: str

    def __setattr__(self, name: str, value: Any) -> None:
        if self._fixed is not None and name in self._fixed:
            msg = (
                f"Parameter {name!r} of {self.full_name} was fixed when the tool was made, because the "
                f"ledger records it; make another tool: {type(self).__name__}({name}={value!r}, ...)."
            )
            raise ToolError(msg, tool=self.name, parameter=name)
        super().__setattr__(name, value)

    @property
    def name(self) -> str:
        """Its name, in snake case."""
        return self._name or tool_name(type(self))

    @name.setter
    def name(self, name: str) -> None:
        self._name = name

    @property
    def version(self) -> str:
        """The semantic version of its file; ``0.0.0`` for a class that has none."""
        return type(self).tool_version

    @property
    def full_name(self) -> str:
        """Name and version, ``clock 1.0.0``."""
        return f"{self.name} {self.version}"

    def _identity(self) -> tuple[Any, ...]:
        return (self.name, self.version, self.source_hash or type(self), self.parameters_json)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Identity):
            return NotImplemented
        return self is other or self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.parameters_dict.items())
        return f"{type(self).__name__}({values})"

    # --- parameters
    def _fix(self, values: dict[str, Any]) -> None:
        """Take the parameters as they are now for good; attributes that a constructor made of them win."""
        attributes = vars(self)
        fixed = {name: attributes.get(name, value) for name, value in values.items()}
        self._encoded = {name: encode(value, refer) for name, value in fixed.items()}
        self._json = canonical_json(self._encoded)
        self._fixed = fixed

    @property
    def parameters_dict(self) -> dict[str, Any]:
        """The value of every parameter, by name."""
        return dict(self._fixed or {})

    @property
    def parameters_json(self) -> str:
        """The parameters as canonical JSON: what the ledger compares computations by.

        A function appears as its reference (see `functions`), never as code.
        """
        return self._json

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """One dictionary ``{key, value, is_function, is_set}`` per parameter, values in plain form."""
        return [parameter._asdict() for parameter in parameters_of(self._encoded)]

    @property
    def unportable(self) -> dict[str, str]:
        """The parameters that another process could not load, and where each was defined."""
        return {name: origin(self.parameters_dict[name]) for name in unportable(self._encoded)}

    def get_model(self) -> ToolDefinition:
        """Name, version and parameters as a stored workflow keeps them.

        Raises:
            UnregisteredFunctionError: A parameter is a function that another process could not load.
        """
        for name, where in self.unportable.items():
            msg = (
                f"Tool {self.full_name} cannot be stored: parameter {name!r} is defined in your session "
                f"({where}), so another process could not load it. "
                "Register it: @hs.register('a_name', version='1.0.0')."
            )
            raise UnregisteredFunctionError(msg, tool=self.name, parameter=name)
        return ToolDefinition(self.name, self.version, parameters_of(self._encoded))

    parameters_from_model = staticmethod(parameters_from_model)
    parameters_from_dicts = staticmethod(parameters_from_dicts)
