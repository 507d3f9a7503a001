"""``hs.factors``: for each tool a function that takes nodes and parameters and gives a factor to assign.

There is one factory for all kinds of tools. Which nodes it takes, the kind says (``factory_arguments``); all
else goes to the tool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..tool import BaseTool, ToolContainer
from ..utils.errors import ArgumentTypeError
from .defined import Defined
from .lazy_factor import LazyFactor
from .linkage import as_node, as_nodes
from .plate import Plate

NODES = frozenset({"sources", "source", "alignment_node", "splitting_node"})
"""Arguments of a factory that are nodes; the others that a kind names are parameters of its tools."""

OVER = "over"
"""What people call the tag that an aggregate joins; a plate or its tag."""

_TAGS = frozenset({"aggregation_meta_data", "selector_meta_data"})


class Factory:
    """Makes factors with one tool.

    Args:
        kind: The class of the tool.
        current: Gives the workflow that is being defined.
    """

    def __init__(self, kind: type[BaseTool], current: Callable[[], Defined]) -> None:
        self._kind = kind
        self._current = current
        self.__name__ = kind.tool_name or kind.__name__
        self.__doc__ = kind.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> LazyFactor:
        """A factor to assign to a node: ``node[plate] = hs.factors.<tool>(sources, ...)``.

        Args:
            args: The nodes, in the order of the tool's kind: ``sources, alignment_node`` (one node or a
                list), ``source, splitting_node`` or ``source``.
            kwargs: The same by name, and the tool's parameters. ``over`` names the plate that an aggregate
                joins.

        Raises:
            ArgumentValueError: (a `ValueError`) No workflow is being defined, or something is no node.
            ArgumentTypeError: (a `TypeError`) More arguments without a name than there are.
            ToolInitialisationError: (a `ValueError`) The tool does not accept the parameters.
        """
        workflow = self._current()
        given = self._bound(args, kwargs)
        nodes = {name: given.pop(name, None) for name in self._kind.factory_arguments if name in NODES}
        if OVER in given and "aggregation_meta_data" in {item.name for item in self._kind.accepts()}:
            given.setdefault("aggregation_meta_data", given.pop(OVER))
        tool = self._kind(**{name: _tag(name, value) for name, value in given.items()})
        return LazyFactor(workflow=workflow, tool=workflow.shared(tool), **_as_nodes(nodes))

    def _bound(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        names = self._kind.factory_arguments
        if len(args) > len(names) or set(names[: len(args)]) & set(kwargs):
            msg = (
                f"hs.factors.{self.__name__} takes {', '.join(names)} in this order, then parameters by "
                f"name; {len(args)} were given without a name, and by name {', '.join(kwargs) or 'none'}."
            )
            raise ArgumentTypeError(msg, tool=self.__name__)
        return {**dict(zip(names, args, strict=False)), **kwargs}

    def __repr__(self) -> str:
        parameters = ", ".join(map(str, self._kind.accepts()))
        nodes = ", ".join(name for name in self._kind.factory_arguments if name in NODES)
        return f"hs.factors.{self.__name__}({nodes}{', ' if parameters else ''}{parameters})"


class FactorContainer:
    """The factories of a catalogue of tools: ``hs.factors.clock`` is that of the newest clock.

    Args:
        tools: The tools.
        current: Gives the workflow that is being defined.
    """

    def __init__(self, tools: ToolContainer, current: Callable[[], Defined]) -> None:
        self._tools = tools
        self._current = current

    def __getattr__(self, name: str) -> Factory:
        return Factory(getattr(self._tools, name), self._current)

    def get(self, name: str, version: str | None = None) -> Factory:
        """The factory of a tool in a version such as ``"1.2.0"`` or ``"^0.1"``; see `ToolContainer.get`."""
        return Factory(self._tools.get(name, version), self._current)

    def __getitem__(self, name: str) -> Factory:
        return Factory(self._tools[name], self._current)

    def __contains__(self, name: object) -> bool:
        return name in self._tools

    def __iter__(self) -> Iterator[str]:
        return iter(self._tools)

    def __len__(self) -> int:
        return len(self._tools)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._tools]

    def __repr__(self) -> str:
        return f"FactorContainer({', '.join(self._tools)})"


def _as_nodes(nodes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in nodes.items():
        if name == "sources":
            found[name] = as_nodes(value)
        else:
            found[name] = None if value is None else as_node(value, name.replace("_", " "))
    return found


def _tag(name: str, value: Any) -> Any:
    """A plate given as a tag stands for its own."""
    return value.meta_data_id if name in _TAGS and isinstance(value, Plate) else value
