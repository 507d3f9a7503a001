"""What ``hs.factors.<tool>(...)`` gives: everything about a factor but the node that it computes."""

from __future__ import annotations

from typing import Any

from .options import FactorOptions


class LazyFactor(dict[str, Any]):
    """A factor in waiting, until it is assigned to a node: ``node[plate] = ...``.

    As a dictionary it has ``workflow``, ``tool`` and the nodes, under the names that its kind gives them.

    Attributes:
        options: How the factor differs from the plain one.
    """

    options = FactorOptions()

    def with_options(
        self, *, version_policy: Any = None, on_failure: Any = None, keep_versions: bool = False
    ) -> LazyFactor:
        """The same with options.

        Args:
            version_policy: Which change of the tool's version recomputes: ``"major"``, ``"minor"`` or
                ``"patch"``; None: as the request says.
            on_failure: ``"raise"``, ``"skip"``, ``"retry"``, or an `OnFailure`.
            keep_versions: Keep the results of each major version of the tool side by side, rather than put
                those of the new one in the place of the old; ``stream.window(interval, version=...)`` picks.

        Raises:
            ArgumentValueError: (a `ValueError`) There is no such policy.
        """
        other = LazyFactor(self)
        other.options = FactorOptions.make(version_policy, on_failure, keep_versions)
        return other
