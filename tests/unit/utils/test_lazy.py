"""Attributes and names that are made when they are first asked for."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

import pytest

from hyperstream.utils.lazy import LateAttribute, lazy_names


class House:
    def __init__(self) -> None:
        self.made = 0
        self.first_is_inside = threading.Event()
        self.go_on = threading.Event()

    @LateAttribute
    def garden(self) -> object:
        """Where the oak is."""
        self.made += 1
        self.first_is_inside.set()
        self.go_on.wait(60)
        return object()


def test_an_attribute_is_made_once_by_whichever_thread_comes_first() -> None:
    house = House()
    found: list[object] = []
    first, second = (threading.Thread(target=lambda: found.append(house.garden)) for _ in range(2))
    first.start()
    assert house.first_is_inside.wait(60)
    second.start()
    house.go_on.set()
    first.join()
    second.join()
    assert house.made == 1
    assert found[0] is found[1] is house.garden


def test_two_objects_have_an_attribute_each() -> None:
    one, other = House(), House()
    one.go_on.set()
    other.go_on.set()
    assert one.garden is not other.garden


def test_the_class_tells_what_the_attribute_is() -> None:
    assert isinstance(House.garden, LateAttribute)
    assert House.garden.__doc__ == "Where the oak is."


def test_a_name_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    package, home = ModuleType("a_package"), ModuleType("a_package.a_home")
    package.__path__ = []
    home.Name = found = object()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "a_package", package)
    monkeypatch.setitem(sys.modules, "a_package.a_home", home)
    find, names = lazy_names("a_package", {"Name": "a_home"})
    assert "Name" in names()
    assert find("Name") is found
    assert vars(package)["Name"] is found
    with pytest.raises(AttributeError, match="module 'a_package' has no attribute 'Other'"):
        find("Other")
