"""The plate that a factor fills, as callers describe it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..utils.errors import FactorDefinitionError


@dataclass(frozen=True, slots=True)
class OutputPlate:
    """The plate that a factor fills.

    Attributes:
        plate_id: Its id.
        meta_data_id: Its tag.
        description: For people.
        use_provided_values: Whether the plate has what the tool found and nothing else; otherwise it has
            all meta data of its tag.
        parent_plate: Id of its parent; that of the source's plate unless given.
    """

    plate_id: str
    meta_data_id: str
    description: str = ""
    use_provided_values: bool = False
    parent_plate: str | None = None

    def as_document(self) -> dict[str, Any]:
        """The plate as plain values, as 0.3.8 kept it."""
        return asdict(self)

    @classmethod
    def parse(cls, value: OutputPlate | Mapping[str, Any]) -> OutputPlate:
        """The plate that a dictionary of 0.3.8 describes.

        Raises:
            FactorDefinitionError: (a `ValueError`) It does not say id and tag, or says something else.
        """
        if isinstance(value, OutputPlate):
            return value
        try:
            return cls(**{name: given for name, given in value.items() if given is not None})
        except (AttributeError, TypeError) as error:
            msg = (
                f"{value!r} does not describe a plate; give plate_id, meta_data_id, description, "
                "use_provided_values and perhaps parent_plate."
            )
            raise FactorDefinitionError(msg, output_plate=value) from error
