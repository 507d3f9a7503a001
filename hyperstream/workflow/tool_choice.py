"""Which tool a factor uses where: one for all places, or one with other parameters here and there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..tool import BaseTool
from ..utils.errors import FactorDefinitionError
from .values import Pairs, shown


class ToolChoice:
    """The tools of one factor.

    A tool may be given for all places, and for single ones. Where all that were given are equal, it is the
    tool for all places: so a loop that assigns the same to each value of a plate defines the whole plate.

    Args:
        whole: The tool for all places, if there is one.
    """

    def __init__(self, whole: BaseTool | None = None) -> None:
        self.whole = whole
        self._assigned: dict[Pairs, BaseTool] = {}
        self._first: BaseTool | None = whole
        self._uniform = True
        self._sizes: set[int] = set()

    def assign(self, place: Pairs | None, tool: BaseTool) -> None:
        """Use a tool at the places that contain these pairs, or, with None, wherever no other is assigned."""
        if place is None:
            self.whole = tool
        else:
            self._assigned[place] = tool
            self._sizes.add(len(place))
        if self._first is None:
            self._first = tool
        self._uniform = self._uniform and tool == self._first

    @property
    def any(self) -> BaseTool:
        """One of the tools; they differ in their parameters at most."""
        if self._first is None:
            msg = "A factor needs a tool."
            raise FactorDefinitionError(msg)
        return self._first

    def at(self, place: Pairs) -> BaseTool:
        """The tool for one place: that of the pairs that say most about it.

        Raises:
            FactorDefinitionError: (a `ValueError`) Tools differ from place to place, and none was given here.
        """
        if self._uniform:
            return self.any
        if place in self._assigned:
            return self._assigned[place]
        wanted = set(place)
        fitting = (
            [pairs for pairs in self._assigned if wanted.issuperset(pairs)] if self._partial(place) else []
        )
        if fitting:
            return self._assigned[max(fitting, key=len)]
        if self.whole is not None:
            return self.whole
        msg = (
            f"Tool {self.any.full_name} has other parameters from place to place, and none were given at "
            f"{shown(place)}. Assign it there too, or once for the whole plate."
        )
        raise FactorDefinitionError(msg, place=place, tool=self.any)

    def _partial(self, place: Pairs) -> bool:
        return any(size < len(place) for size in self._sizes)

    def given(self, place: Pairs | None) -> BaseTool | None:
        """The tool that was assigned to these very pairs (None: to all places), if one was."""
        return self.whole if place is None else self._assigned.get(place)

    @property
    def assigned(self) -> Mapping[Pairs, BaseTool]:
        """The tools that were assigned to single places, where they are not all equal."""
        return {} if self._uniform else self._assigned

    @property
    def default(self) -> BaseTool | None:
        """The tool for all other places, if there is one."""
        return self.any if self._uniform else self.whole

    def __iter__(self) -> Iterator[BaseTool]:
        """Each tool once."""
        found = [self.any] if self._uniform else [*filter(None, [self.whole]), *self._assigned.values()]
        return iter(dict.fromkeys(found))
