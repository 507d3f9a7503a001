from __future__ import annotations

import numpy as np
import pytest

from hyperstream.tool.generators.philox import philox4x32

# The known answers of the authors' Random123 (kat_vectors).
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_the_words_are_those_that_its_authors_publish(
    counter: tuple[int, ...], key: tuple[int, int], answer: tuple[int, ...]
) -> None:
    a, b, c, d = (np.array([part, 5], np.uint64) for part in counter)
    first, second = philox4x32((a, b, c, d), key)
    assert (int(first[0]), int(second[0])) == (answer[0] | answer[1] << 32, answer[2] | answer[3] << 32)


def test_a_part_of_length_one_stands_for_all_places() -> None:
    many, one = np.arange(4, dtype=np.uint64), np.array([9], np.uint64)
    short = philox4x32((many, many, one, one), (1, 2))
    nines = np.full(4, 9, np.uint64)
    assert np.array_equal(short, philox4x32((many, many, nines, nines), (1, 2)))
