"""How one factor differs from the plain one: which new versions recompute, and what a failure does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..execution import RAISE, OnFailure
from ..tool.run import VersionPolicy


@dataclass(frozen=True, slots=True)
class FactorOptions:
    """Options of a factor.

    Attributes:
        version_policy: Which change of the tool's version recomputes; None: as the request says.
        on_failure: What to do when the tool fails.
        keep_versions: Whether results of several major versions stand side by side.
    """

    version_policy: VersionPolicy | None = None
    on_failure: OnFailure = RAISE
    keep_versions: bool = False

    @classmethod
    def make(
        cls, version_policy: Any = None, on_failure: Any = None, keep_versions: Any = False
    ) -> FactorOptions:
        """The options from names or objects.

        Raises:
            ArgumentValueError: (a `ValueError`) There is no such policy.
        """
        policy = None if version_policy is None else VersionPolicy.parse(version_policy)
        return cls(policy, OnFailure.parse(on_failure), bool(keep_versions))

    def as_document(self) -> dict[str, Any]:
        """The options as plain values; only those that are not plain."""
        found: dict[str, Any] = {}
        if self.version_policy is not None:
            found["version_policy"] = str(self.version_policy)
        if self.on_failure != RAISE:
            found["on_failure"] = self.on_failure.as_document()
        if self.keep_versions:
            found["keep_versions"] = True
        return found

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> FactorOptions:
        """The options that a stored factor has."""
        return cls.make(*(document.get(name) for name in ("version_policy", "on_failure", "keep_versions")))


PLAIN_OPTIONS = FactorOptions()
