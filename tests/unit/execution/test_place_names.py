from __future__ import annotations

import pytest

from hyperstream.execution.place_names import PlaceNames

BEIJING = (("city", "Beijing"), ("country", "China"))
CHICAGO = (("city", "Chicago"), ("country", "US"))
BOSTON = (("city", "Boston"), ("country", "US"))
US = (("country", "US"),)


def names(*places: tuple[str, tuple[tuple[str, str], ...]]) -> list[str]:
    found = PlaceNames(places)
    return [found.short(*place) for place in places]


def test_places_are_named_by_the_innermost_plate_whatever_the_order_of_their_tags() -> None:
    assert names(("t", BEIJING), ("t", CHICAGO), ("t", BOSTON)) == ["Beijing", "Chicago", "Boston"]
    assert names(("t", BEIJING), ("mean", US)) == ["Beijing", "US"]
    houses = [(("city", "Bristol"), ("house", name)) for name in ("h1", "h2")]
    assert names(*[("t", house) for house in houses]) == ["h1", "h2"]


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([BEIJING], ["Beijing/China"]),
        ([(("city", "Rome"), ("country", "US")), (("city", "Rome"), ("country", "Italy"))], ["US", "Italy"]),
        (
            [
                (("house", "h1"), ("sensor", "s")),
                (("house", "h1"), ("sensor", "t")),
                (("house", "h2"), ("sensor", "s")),
            ],
            ["h1/s", "h1/t", "h2/s"],
        ),
        ([()], [""]),
    ],
    ids=["one that may be either", "one name twice", "crossing plates", "no plate"],
)
def test_where_one_value_does_not_say_which_all_are_named(
    places: list[tuple[tuple[str, str], ...]], told: list[str]
) -> None:
    assert names(*[("t", place) for place in places]) == told
