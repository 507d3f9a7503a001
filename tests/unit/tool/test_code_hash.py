from __future__ import annotations

import functools
import operator
import statistics
from typing import Any

import numpy as np

from hyperstream.tool.code_hash import code_hash

LIMIT = 3


def shape(source: str, **names: Any) -> Any:
    """The function ``f`` that the source defines, in a module of its own."""
    scope = {"__name__": "somewhere", **names}
    exec(source, scope)
    return scope["f"]


def closing(over: Any) -> Any:
    return lambda value: value + over


def test_the_same_code_has_the_same_hash() -> None:
    assert code_hash(lambda value: value + 1) == code_hash(lambda value: value + 1)
    assert code_hash(shape("def f(v): return v in {'a', 'b', ...}")) == code_hash(
        shape("def f(v): return v in {'a', 'b', ...}")
    )


def test_other_code_has_another_hash() -> None:
    assert code_hash(lambda value: value + 1) != code_hash(lambda value: value + 2)
    assert code_hash(lambda value: value + 1) != code_hash(lambda value: value - 1)
    assert code_hash(lambda value: value.real) != code_hash(lambda value: value.imag)
    assert code_hash(lambda value, by=1: value) != code_hash(lambda value, by=2: value)
    assert code_hash(lambda value, *, by=1: value) != code_hash(lambda value, *, by=2: value)


def test_what_a_function_closes_over_counts() -> None:
    assert code_hash(closing(1)) == code_hash(closing(1))
    assert code_hash(closing(1)) != code_hash(closing(2))
    assert code_hash(closing(closing(1))) != code_hash(closing(closing(2)))


def test_globals_that_it_names_count() -> None:
    source = "def f(value): return value > LIMIT"
    assert code_hash(shape(source, LIMIT=1)) == code_hash(shape(source, LIMIT=1))
    assert code_hash(shape(source, LIMIT=1)) != code_hash(shape(source, LIMIT=2))
    nested = "def f(values): return [value for value in values if (lambda v: v > LIMIT)(value)]"
    assert code_hash(shape(nested, LIMIT=1)) != code_hash(shape(nested, LIMIT=2))


def test_functions_that_it_calls_count() -> None:
    source = "def helper(v): return v {}\ndef f(v): return helper(v)"
    assert code_hash(shape(source.format("+ 1"))) != code_hash(shape(source.format("+ 2")))


def test_circles_end() -> None:
    source = "def g(v): return f(v - 1)\ndef f(v): return g(v) if v else {}"
    assert code_hash(shape(source.format(0))) == code_hash(shape(source.format(0)))
    assert code_hash(shape(source.format(0))) != code_hash(shape(source.format(1)))


def test_library_functions_are_known_by_name_or_by_their_own_code() -> None:
    for function in (np.mean, np.add, sum, statistics.mean, operator.itemgetter, str.upper):
        assert code_hash(function) == code_hash(function)
    assert code_hash(np.add) != code_hash(np.subtract)
    assert code_hash(shape("def f(v): return np.mean(v)", np=np)) == code_hash(
        shape("def f(v): return np.mean(v)", np=np)
    )


def test_partials_and_methods_are_known_by_their_parts() -> None:
    assert code_hash(functools.partial(pow, 2)) == code_hash(functools.partial(pow, 2))
    assert code_hash(functools.partial(pow, 2)) != code_hash(functools.partial(pow, 3))
    assert code_hash("a".upper) != code_hash("a".lower)


def test_what_cannot_be_compared_is_never_the_same() -> None:
    class Model:
        def predict(self, value: float) -> float:
            return value

    model = Model()
    assert code_hash(model.predict) != code_hash(model.predict)
    assert code_hash(closing(model)) != code_hash(closing(model))


def test_a_thing_that_lies_about_its_name_is_never_the_same() -> None:
    class Liar:
        __name__ = __qualname__ = "nothing_of_this_name"
        __module__ = "math"

        def __call__(self) -> None: ...

    liar = Liar()
    liar.__qualname__ = "nothing_of_this_name"
    assert code_hash(liar) != code_hash(liar)


def test_a_name_that_is_bound_only_later_is_no_obstacle() -> None:
    def outer() -> Any:
        def inner() -> Any:
            return later

        before = code_hash(inner)
        later = 1
        return before != code_hash(inner)

    assert outer()
