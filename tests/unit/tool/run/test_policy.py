from __future__ import annotations

import pytest

from hyperstream.stores.ledger.model import GIVEN, LEGACY, Fingerprint
from hyperstream.tool.run.policy import VersionPolicy, acceptance, kept_part
from hyperstream.utils.errors import ArgumentValueError


def accepts(policy: VersionPolicy, wanted: str, found: str) -> bool:
    return acceptance(Fingerprint("t", wanted), policy)(Fingerprint("t", found))


def table(*lines: str) -> list[tuple[str, str, str, bool]]:
    """One line: two versions, then for major, minor, patch whether the one is kept for the other."""
    found = []
    for line in lines:
        one, other, *marks = line.split()
        found += [
            (policy.value, one, other, mark == "keep")
            for policy, mark in zip(VersionPolicy, marks, strict=True)
        ]
    return found


@pytest.mark.parametrize(
    ("policy", "one", "other", "kept"),
    table(
        #                 major minor patch
        "1.2.3 1.2.3      keep keep keep",
        "1.2.3 1.2.4      keep keep redo",
        "1.2.3 1.3.0      keep redo redo",
        "1.2.3 2.0.0      redo redo redo",
        "0.1.0 0.1.1      keep redo redo",
        "0.1.0 0.2.0      redo redo redo",
        "0.1.0 1.1.0      redo redo redo",
        "0.0.1 0.0.1      keep keep keep",
        "0.0.1 0.0.2      redo redo redo",
        "0.0.0 0.0.1      redo redo redo",
        "1.0.0-a 1.0.0-a  keep keep keep",
        "1.0.0-a 1.0.0    redo redo redo",
        "1.0.0-a 1.0.0-b  redo redo redo",
        "1.0.0+x 1.0.0+y  keep keep redo",
        "mine mine        keep keep keep",
        "mine yours       redo redo redo",
        "mine 1.0.0       redo redo redo",
    ),
)
def test_what_is_kept_for_what(policy, one, other, kept):
    assert accepts(VersionPolicy(policy), one, other) is kept
    assert accepts(VersionPolicy(policy), other, one) is kept


@pytest.mark.parametrize("policy", list(VersionPolicy))
def test_everything_else_must_be_equal(policy):
    wanted = Fingerprint("t", "1.0.0", "{}", ("a",))
    test = acceptance(wanted, policy)
    assert test(wanted)
    assert test(LEGACY)
    assert not test(GIVEN)
    assert not test(wanted._replace(tool="u"))
    assert not test(wanted._replace(parameters="{1}"))
    assert not test(wanted._replace(sources=("b",)))
    assert not test(wanted._replace(version="1.0.1", sources=()))


def test_policies_are_named_by_text():
    assert [VersionPolicy.parse(name) for name in ("major", "minor", "patch")] == list(VersionPolicy)
    with pytest.raises(ArgumentValueError, match="no version policy 'Major'; use one of 'major', 'minor'"):
        VersionPolicy.parse("Major")


def test_what_must_be_equal_is_the_front_of_the_version():
    assert kept_part("1.2.3", VersionPolicy.MAJOR) == (1,)
    assert kept_part("0.2.3", VersionPolicy.MAJOR) == (0, 2)
    assert kept_part("1.2.3", VersionPolicy.MINOR) == (1, 2)
