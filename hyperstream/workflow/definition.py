"""Defining a workflow: nodes, the factors between them, and the plates that a factor fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..channels import BaseChannel
from ..tool import BaseTool
from ..utils.errors import NodeAlreadyExistsError, NodeDefinitionError
from .compatibility import check_factor, check_multi_output
from .defining import Definer, general_arguments
from .factor import Factor
from .factor_base import FactorBase, StreamFactor
from .host import WorkflowHost, as_channel, as_plates
from .linkage import as_node, as_nodes, check_not_on
from .multi_output_factor import MultiOutputFactor
from .node import Node
from .node_creation_factor import NodeCreationFactor
from .nodes import Nodes
from .options import PLAIN_OPTIONS, FactorOptions
from .output_plate import OutputPlate
from .plate import Plate
from .plate_manager import PlateManager
from .values import Pairs


class WorkflowDefinition:
    """What a workflow consists of; a `Workflow` is one that can be executed.

    Args:
        workflow_id: Its id.
        host: The HyperStream around it; without one, channels and plates are given as objects.
        name: For people; the id unless given.

    Attributes:
        nodes: Its nodes by id.
        factors: Its factors, in the order in which they were defined.
    """

    def __init__(self, workflow_id: str, host: WorkflowHost | None = None, name: str | None = None) -> None:
        self.workflow_id = workflow_id
        self.name = name or workflow_id
        self.host = host
        self.nodes: dict[str, Node] = Nodes(workflow_id)
        self.factors: list[FactorBase] = []

    def create_node(
        self,
        stream_name: str,
        channel: str | BaseChannel | None = None,
        plates: str | Plate | Sequence[str | Plate] | None = None,
    ) -> Node:
        """A node: one stream for each place where the plates meet, made where it is absent.

        Args:
            stream_name: Name of the streams, and id of the node.
            channel: Where they live, a channel or its id; the database channel unless given.
            plates: A plate, several, or none; plates or their ids.

        Raises:
            NodeAlreadyExistsError: (a `ValueError`) There is a node of this name with another channel or
                other plates; the very same one is given back.
            NodeDefinitionError: (a `ValueError`) The plates have no place in common, and none will come.
            PlateNotFoundError, ChannelNotFoundError: (a `LookupError`) There is none of this id.
        """
        where = as_channel(self.host, channel)
        over = as_plates(self.host, plates)
        known = self.nodes.get(stream_name)
        if known is not None:
            if known.channel is where and known.plates == tuple(over):
                return known
            msg = (
                f"Workflow {self.workflow_id!r} has a node {stream_name!r} already, in channel "
                f"{known.channel.shown_id!r}; it {known.runs_over}. Give the new one another name."
            )
            raise NodeAlreadyExistsError(msg, node=known)
        node = Node(where, stream_name, plates=over, workflow=self)
        if over and not node.streams and not any(plate.is_open for plate in over):
            names = ", ".join(plate.plate_id for plate in over)
            msg = f"Node {stream_name!r} would have no stream: the plates {names} have no place in common."
            raise NodeDefinitionError(msg, node_id=stream_name, plates=over)
        self.nodes[stream_name] = node
        self.changed()
        return node

    def create_factor(
        self,
        tool: Any,
        sources: Any,
        sink: Any,
        alignment_node: Any = None,
        *,
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> Factor:
        """A factor with an ordinary, aggregate or selector tool.

        Args:
            tool: The tool.
            sources: The nodes that it reads: one, a list, or None.
            sink: The node that it computes.
            alignment_node: The node with whose timestamps the result is aligned, or None.
            options: How it differs from the plain factor.

        Raises:
            ArgumentValueError: (a `ValueError`) Not a tool, not a node.
            IncompatibleToolError: (a `TypeError`) The tool is of another kind.
            IncompatiblePlatesError: (a `ValueError`) The plates do not fit.
            LinkageError: (a `ValueError`) A node is of another workflow, or would rest on itself.
            FactorAlreadyExistsError: (a `ValueError`) Another factor computes the sink.
        """
        given = as_nodes(sources)
        into = as_node(sink, "sink")
        align = None if alignment_node is None else as_node(alignment_node, "alignment node")
        definer = Definer(self, Factor, tool, given, into, align, options)
        definer.check(lambda checked: check_factor(checked, given, into, align))
        return definer.join(None, lambda tools: Factor(tools, given, into, align, options=options))

    def create_multi_output_factor(
        self,
        tool: Any,
        source: Any,
        splitting_node: Any,
        sink: Any,
        *,
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> MultiOutputFactor:
        """A factor that splits a source node over one plate more, or several; raises as `create_factor`."""
        return self._split(None, tool, source, splitting_node, sink, options)

    def create_node_creation_factor(
        self,
        tool: Any,
        source: Any,
        output_plate: OutputPlate | Mapping[str, Any],
        plate_manager: PlateManager | None = None,
        *,
        options: FactorOptions = PLAIN_OPTIONS,
    ) -> NodeCreationFactor:
        """A factor that finds the values of a plate in a source node.

        Args:
            tool: A `PlateCreationTool`.
            source: The node to look at, or None.
            output_plate: ``{plate_id, meta_data_id, description, use_provided_values, parent_plate}``.
            plate_manager: Where the plate goes; that of the HyperStream unless given.
            options: How it differs from the plain factor.

        Raises: as `create_factor`, and FactorDefinitionError for an ``output_plate`` that is none.
        """
        look_at = None if source is None else as_node(source, "source")
        definer = Definer(self, NodeCreationFactor, tool, [look_at] if look_at else [], None, None, options)
        manager = plate_manager or definer.host.plate_manager
        wanted = OutputPlate.parse(output_plate)
        if look_at is not None:
            check_not_on(self, look_at, wanted.plate_id)
        factor = NodeCreationFactor(definer.shared_tool, look_at, None, wanted, manager, options=options)
        self.take(factor)
        return factor

    def create_plate(
        self,
        plate_id: str,
        factor: Mapping[str, Any],
        *,
        parent: str | Plate | None = None,
        tag: str | None = None,
        description: str = "",
    ) -> Plate:
        """A plate whose values a tool finds, such as ``hs.factors.meta_instance(source, func=...)``.

        Args:
            plate_id: Its id.
            factor: What ``hs.factors.<tool>(...)`` gave.
            parent: The plate around it; that of the source node unless given.
            tag: Its tag; the id unless given.
            description: For people.

        Raises: as `create_node_creation_factor`.
        """
        parent_id = parent.plate_id if isinstance(parent, Plate) else parent
        wanted = OutputPlate(plate_id, tag or plate_id, description, parent_plate=parent_id)
        options = getattr(factor, "options", PLAIN_OPTIONS)
        made = self.create_node_creation_factor(factor["tool"], factor.get("source"), wanted, options=options)
        return made.plate_manager.get_plate(plate_id)

    def create_factor_general(self, *args: Any, **kwargs: Any) -> FactorBase:
        """The factor that these arguments fit, by the kind of the tool: one of the three above.

        Raises:
            FactorDefinitionError: (a `ValueError`) They fit none of them. Otherwise as that one raises.
        """
        method, bound = general_arguments(self, args, kwargs)
        factor: FactorBase = method(*bound.args, **bound.kwargs)
        return factor

    def assign(self, node: Node, place: Pairs | None, factor: Mapping[str, Any]) -> StreamFactor:
        """What ``node[...] = hs.factors.<tool>(...)`` does.

        The first assignment defines the factor, for all places of the node. Another one, of a tool with other
        parameters, counts where it is assigned.

        Args:
            node: The node.
            place: Where, or None for all over.
            factor: What ``hs.factors.<tool>(...)`` gave.

        Raises: as `create_factor`.
        """
        definer = Definer.of_lazy(self, node, factor)
        if definer.kind is MultiOutputFactor:
            return self._split(
                place, definer.tool, factor.get("source"), factor.get("splitting_node"), node, definer.options
            )
        given, align = definer.sources, definer.beside
        definer.check(lambda tool: check_factor(tool, given, node, align))
        return definer.join(place, lambda tools: Factor(tools, given, node, align, options=definer.options))

    def _split(
        self, place: Pairs | None, tool: Any, source: Any, splitting: Any, sink: Any, options: FactorOptions
    ) -> MultiOutputFactor:
        from_node = None if source is None else as_node(source, "source")
        by = None if splitting is None else as_node(splitting, "splitting node")
        into = as_node(sink, "sink")
        given = [] if from_node is None else [from_node]
        definer = Definer(self, MultiOutputFactor, tool, given, into, by, options)
        definer.check(lambda checked: check_multi_output(checked, from_node, by, into))
        return definer.join(
            place, lambda tools: MultiOutputFactor(tools, from_node, by, into, options=options)
        )

    def take(self, factor: FactorBase) -> None:
        """Add a factor that has been checked."""
        factor.workflow = self
        self.factors.append(factor)
        self.changed()

    def changed(self) -> None:
        """Tell the host that something was defined."""
        if self.host is not None:
            self.host.changed(self)

    def shared(self, tool: BaseTool) -> BaseTool:
        """An equal tool that one of its factors has, else the given one."""
        return next((factor.tool for factor in self.factors if factor.tool == tool), tool)
