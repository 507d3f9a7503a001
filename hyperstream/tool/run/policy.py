"""When a result of another tool version is good enough: the version policy.

A result is acceptable to a request when everything about its computation is equal but the
version, and the versions differ only in a place that the policy keeps. Below 1.0.0 the
left-most non-zero number counts as the major one, as in caret ranges.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from ...stores.ledger.model import LEGACY, Fingerprint
from ...utils.errors import ArgumentValueError


class VersionPolicy(StrEnum):
    """The smallest change of a tool's version that recomputes what is there.

    Attributes:
        MAJOR: Only another major version recomputes (the default).
        MINOR: Another minor or major version recomputes.
        PATCH: Any other version recomputes.
    """

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"

    @classmethod
    def parse(cls, value: str | VersionPolicy) -> VersionPolicy:
        """The policy of this name.

        Raises:
            ArgumentValueError: No policy has this name.
        """
        try:
            return cls(value)
        except ValueError as error:
            names = ", ".join(repr(str(policy)) for policy in cls)
            msg = f"There is no version policy {value!r}; use one of {names}."
            raise ArgumentValueError(msg, policy=value) from error


_PLACES = {VersionPolicy.MAJOR: 1, VersionPolicy.MINOR: 2, VersionPolicy.PATCH: 3}


@lru_cache(maxsize=1024)
def kept_part(version: str, policy: VersionPolicy) -> tuple[object, ...]:
    """What must be equal in two versions for the one to be kept under ``policy``.

    A pre-release is only ever equal to itself. A version that is not semantic (an unversioned
    tool defined in a session) is compared as text.
    """
    # Imported here: it brings half of the standard library, and starting needs no version.
    from semantic_version import Version

    try:
        parsed = Version(version)
    except ValueError:
        return (version,)
    numbers = (parsed.major, parsed.minor, parsed.patch)
    if parsed.prerelease:
        return (*numbers, parsed.prerelease)
    if policy is VersionPolicy.PATCH:
        return (*numbers, parsed.build)
    leading = next((place for place, number in enumerate(numbers) if number), 2)
    return numbers[: leading + _PLACES[policy]]


def major_of(version: str) -> str:
    """What two versions share of which the one may stand for the other: ``2``; below 1.0.0 ``0.3``.

    That is the part that counts under `VersionPolicy.MAJOR`; all of a version that is not semantic.
    """
    return ".".join(map(str, kept_part(version, VersionPolicy.MAJOR)))


def acceptance(wanted: Fingerprint, policy: VersionPolicy) -> Callable[[Fingerprint], bool]:
    """The test that tells whether what a fingerprint computed is good enough for ``wanted``.

    Intervals set by hand or imported (``legacy``) are acceptable to any tool.
    """
    kept = kept_part(wanted.version, policy)

    def accepts(found: Fingerprint) -> bool:
        if found in (wanted, LEGACY):
            return True
        same_but_version = found._replace(version=wanted.version) == wanted
        return same_but_version and kept_part(found.version, policy) == kept

    return accepts
