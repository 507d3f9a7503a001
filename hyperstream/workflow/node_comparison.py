"""In which plates two nodes differ, and whether plate values belong to a node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..utils.errors import IncompatiblePlatesError
from .node_streams import NodeStreams
from .plate import Plate, PlateValue


def difference(
    left: Sequence[Plate], right: Sequence[Plate]
) -> tuple[tuple[tuple[Plate, ...], tuple[Plate, ...]], list[int], bool]:
    """The plates of one side only, how many they are, and whether the left is a sub-plate of the right.

    That is so where both differ by one plate and the left one's is a sub-plate of the right one's, or where
    the left has one plate more, which is a sub-plate of the only one of the right.
    """
    mine = tuple(plate for plate in left if plate not in right)
    theirs = tuple(plate for plate in right if plate not in left)
    counts = [len(mine), len(theirs)]
    if counts == [1, 1]:
        return (mine, theirs), counts, mine[0].is_sub_plate(theirs[0])
    single = counts == [1, 0] and len(right) == 1
    return (mine, theirs), counts, single and mine[0].is_sub_plate(right[0])


def check_compatible(node: NodeStreams, item: Any, plates: Sequence[Plate], check_count: bool) -> None:
    """Refuse plate values that belong to none of these plates, nor to plates around them.

    Raises:
        IncompatiblePlatesError: (a `ValueError`) They do not.
    """
    several = item if isinstance(item, list | tuple) and not isinstance(item, PlateValue) else (item,)
    given = [each.plate if isinstance(each, PlateValue) else each for each in several]
    around = {above.plate_id for plate in plates for above in plate.ancestor_plates}
    strange = [plate for plate in given if not isinstance(plate, Plate) or plate.plate_id not in around]
    if strange or (check_count and len(given) != len(plates)):
        names = ", ".join(plate.plate_id for plate in plates) or "no plate"
        shown_given = ", ".join(getattr(plate, "plate_id", repr(plate)) for plate in given) or "nothing"
        msg = f"Node {node.node_id!r} lies on {names}; {shown_given} does not fit that."
        raise IncompatiblePlatesError(msg, node=node, given=given, plates=plates)
