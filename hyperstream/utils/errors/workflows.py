"""What can be wrong with plates, workflows and plans; the names are those of 0.3.8 where it had them."""

from __future__ import annotations

from typing import Any

from .families import PlateError, WorkflowError


class IncompatiblePlatesError(PlateError, ValueError):
    """Source and sink plates do not fit together."""

    code = "HS201"


class PlateEmptyError(PlateError, ValueError):
    """The plate has no values."""


class PlateDefinitionError(PlateError, ValueError):
    """The plate cannot be defined like this."""


class PlateNotFoundError(PlateError, LookupError):
    """No plate has this id."""


class LinkageError(WorkflowError, ValueError):
    """Nodes and factors do not link up."""


class NodeAlreadyExistsError(WorkflowError, ValueError):
    """A node of this name is already there."""


class NodeNotFoundError(WorkflowError, KeyError):
    """The workflow has no node of this name."""


class NodeDefinitionError(WorkflowError, ValueError):
    """The node cannot be defined like this."""


class FactorDefinitionError(WorkflowError, ValueError):
    """The factor cannot be defined like this."""


class FactorAlreadyExistsError(WorkflowError, ValueError):
    """The node already has a factor."""


class PlanError(WorkflowError, ValueError):
    """A plan cannot be made, read or executed like this."""

    code = "HS701"


class PlanOutdatedError(PlanError):
    """What is to be done is no longer what the plan says; nothing was computed.

    Attributes:
        plan: The plan.
        differences: What differs, a sentence each.
    """

    code = "HS702"
    plan: Any = None
    differences: tuple[str, ...] = ()


class PlanNotFoundError(PlanError, LookupError):
    """The store has no plan of this id, or several that begin with it."""

    code = "HS703"
