from __future__ import annotations

import functools
import math
import operator
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hyperstream.tool.functions import FunctionRegistry, follow, is_portable, origin, refer
from hyperstream.tool.loading import load_tool_file
from hyperstream.utils.errors import ArgumentTypeError, ArgumentValueError, UnregisteredFunctionError
from tests.unit.tool.tool_files import tool_file, write


def no_tools(name: str, version: str) -> type:
    raise AssertionError


def followed(reference: str, registry: FunctionRegistry | None = None) -> Any:
    return follow(reference, registry or FunctionRegistry(), no_tools)


class TestRegistered:
    def test_a_registered_function_is_found_by_its_reference(self) -> None:
        registry = FunctionRegistry()

        @registry.register("clean", version="1.2.0")
        def clean(value: float) -> float:
            return value

        assert refer(clean) == "registered:clean@1.2.0"
        assert followed("registered:clean@1.2.0", registry) is clean

    def test_two_registries_do_not_know_each_other(self) -> None:
        FunctionRegistry().register("clean")(lambda value: value)
        with pytest.raises(UnregisteredFunctionError, match=r"@hs.register\('clean', version='1.0.0'\)"):
            followed("registered:clean@1.0.0", FunctionRegistry())

    def test_registering_the_same_code_again_is_fine(self) -> None:
        registry = FunctionRegistry()
        registry.register("clean")(lambda value: value + 1)
        again = registry.register("clean")(lambda value: value + 1)
        assert followed("registered:clean@1.0.0", registry) is again

    def test_other_code_needs_another_version(self) -> None:
        registry = FunctionRegistry()
        registry.register("clean")(lambda value: value + 1)
        with pytest.raises(ArgumentValueError, match="register the new one under a new version"):
            registry.register("clean")(lambda value: value + 2)
        registry.register("clean", version="1.0.1")(lambda value: value + 2)

    @pytest.mark.parametrize("name", ["", "a b", "a@b", "a:b", "ü", None, "x" * 101])
    def test_a_bad_name_is_refused(self, name: Any) -> None:
        with pytest.raises(ArgumentValueError, match="is not a name for a function"):
            FunctionRegistry().register(name)

    def test_a_bad_version_is_refused(self) -> None:
        with pytest.raises(ArgumentValueError, match="'1' is not a semantic version"):
            FunctionRegistry().register("clean", version="1")

    def test_what_cannot_carry_a_mark_has_to_be_wrapped(self) -> None:
        with pytest.raises(ArgumentTypeError, match="wrap it in a function"):
            FunctionRegistry().register("total")(sum)

    def test_what_is_no_function_is_refused(self) -> None:
        with pytest.raises(ArgumentTypeError, match="it is no function"):
            FunctionRegistry().register("number")(3)

    def test_a_function_has_one_name(self) -> None:
        registry = FunctionRegistry()
        clean = registry.register("clean")(lambda value: value)
        with pytest.raises(ArgumentTypeError, match="has a name already"):
            registry.register("tidy")(clean)


class TestAllowed:
    @pytest.mark.parametrize(
        ("function", "reference"),
        [
            (sum, "builtins:sum"),
            (float, "builtins:float"),
            (math.sqrt, "math:sqrt"),
            (statistics.mean, "statistics:mean"),
            (np.mean, "numpy:mean"),
            (np.sqrt, "numpy:sqrt"),
        ],
    )
    def test_functions_of_the_list_are_named_and_found(self, function: Any, reference: str) -> None:
        assert refer(function) == reference
        assert is_portable(reference)
        assert followed(reference) is function

    @pytest.mark.parametrize(
        "reference",
        [
            "os:system",
            "builtins:eval",
            "builtins:open",
            "builtins:__import__",
            "numpy:load",
            "math:__loader__",
            "math:sqrt.__class__",
            "operator:attrgetter",
            "operator:methodcaller",
            "statistics:sys.modules",
            "subprocess:run",
            "session:<lambda>#0123",
            "nothing",
            "",
            "math:no_such_function",
        ],
    )
    def test_nothing_else_is_loaded_by_name(self, reference: str) -> None:
        with pytest.raises(UnregisteredFunctionError, match="leads nowhere"):
            followed(reference)

    @pytest.mark.parametrize("function", [eval, open, operator.attrgetter("a"), np.load])
    def test_nothing_else_is_named(self, function: Any) -> None:
        assert not is_portable(refer(function))


class TestToolFiles:
    TEXT = """
        from hyperstream.tool import Tool

        def double(value):
            return 2 * value

        def made():
            return lambda value: value

        class Doubler(Tool):
            @staticmethod
            def half(value):
                return value / 2

            def _execute(self, sources, alignment_stream, interval):
                yield from ()
        """

    def test_functions_of_a_tool_file_are_found_in_it(self, tmp_path: Path) -> None:
        file = tool_file(write(tmp_path, "doubler", self.TEXT))
        cls = load_tool_file(file)
        module = vars(__import__("sys").modules[cls.__module__])
        for function, name in ((module["double"], "double"), (cls.half, "Doubler.half")):
            reference = refer(function)
            assert reference == f"tool:doubler@0.1.0:{name}"

            def load(name: str, version: str) -> type:
                assert (name, version) == ("doubler", "0.1.0")
                return load_tool_file(file)

            assert follow(reference, FunctionRegistry(), load) is function

    def test_a_function_that_is_not_in_the_file_any_more_is_an_error(self, tmp_path: Path) -> None:
        file = tool_file(write(tmp_path, "doubler", self.TEXT))
        with pytest.raises(UnregisteredFunctionError, match=r"'tool:doubler@0\.1\.0:gone' leads nowhere"):
            follow("tool:doubler@0.1.0:gone", FunctionRegistry(), lambda *_: load_tool_file(file))

    def test_functions_made_inside_functions_are_not(self, tmp_path: Path) -> None:
        cls = load_tool_file(tool_file(write(tmp_path, "doubler", self.TEXT)))
        made = vars(__import__("sys").modules[cls.__module__])["made"]
        assert refer(made()).startswith("session:made.<locals>.<lambda>#")
        assert refer(cls()._execute).startswith("session:")


def test_functions_of_the_session_are_told_by_name_and_hash() -> None:
    reference = refer(lambda value: value + 1)
    assert reference.startswith("session:")
    assert not is_portable(reference)
    assert reference.rpartition("#")[2] == refer(lambda value: value + 1).rpartition("#")[2]


def test_messages_say_where_a_function_was_defined() -> None:
    assert origin(test_messages_say_where_a_function_was_defined).startswith(
        "test_messages_say_where_a_function_was_defined at "
    )
    assert origin(functools.partial(sum, start=1)) == "partial of sum"
    assert origin(object()) == "object"
