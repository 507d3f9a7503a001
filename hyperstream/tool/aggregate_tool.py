"""Tools that join all streams of a node over one plate."""

from __future__ import annotations

from typing import Any, ClassVar

from .tool import Tool


class AggregateTool(Tool):
    """A tool whose sources are all streams of one node that belong to the sink's plate value.

    Args:
        aggregation_meta_data: Tag of the plate that is joined.
        kwargs: Further parameters; each is set as an attribute.
    """

    kind: ClassVar[str] = "aggregate"
    factory_arguments: ClassVar[tuple[str, ...]] = ("sources", "alignment_node", "aggregation_meta_data")
    _framework: ClassVar[bool] = True

    aggregation_meta_data: str

    def __init__(self, aggregation_meta_data: str, **kwargs: Any) -> None:
        super().__init__(aggregation_meta_data=aggregation_meta_data, **kwargs)
