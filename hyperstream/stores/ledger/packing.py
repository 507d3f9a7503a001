"""The long fields of a ledger as bytes: number ranges, parts, fingerprints, inputs, completeness.

Revisions, claims and tails stay plain fields of the database; what grows with the history of a
stream is packed here, equally for every store. Layout, version 1: a version byte, a byte that
says whether the rest is a Zstandard frame, the CRC-32 of the rest (seeded with that byte), and the
fields as columns in JSON::

    [whole, gaps, lengths, fps of parts, changed, inputs of parts, {part: cut}, fingerprints,
     [[source key, incarnation in hex], ...], [[[source, rev, before, after, since], ...], ...], complete,
     about, stored]

where ``about`` and ``stored`` are left out as long as both are empty.

Number ranges and times are steps from the number before, so a long regular history shrinks to
nothing and an irregular one to about ten bytes a part. Columns need no loop over parts in
Python: 10 k parts take some 7 ms either way, the usual ledger of one part 10 us. JSON, because
its parser beats every hand-written one in Python, and short ledgers can be read in any shell.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from itertools import accumulate, chain
from operator import sub
from typing import Any, NamedTuple

import zstandard

from ...utils.errors import StoreFormatError
from .model import Fingerprint, Input, Inputs, Ledger, Part, Ranges

PACKING_VERSION = 1

_FRAME = struct.Struct("<BBI")
_SQUEEZE_FROM = 2048
_SHORT = 512
_KNOWN = 32_768  # short ones that are remembered unpacked, 1-2 KiB each
_MAX_BYTES = 256 * 1024 * 1024
_PLAIN_FIELDS = 4  # of a fingerprint; the fifth, ``redo``, is rarely there
_UNREADABLE = (ValueError, TypeError, LookupError, struct.error, zstandard.ZstdError)

_json = json.JSONEncoder(separators=(",", ":")).encode
_parse = json.JSONDecoder().decode
# namedtuples from tuples, without a Python frame for each
_make_part = partial(tuple.__new__, Part)
_make_input = partial(tuple.__new__, Input)


class LedgerMap(NamedTuple):
    """The packed fields of a `Ledger`, named as there."""

    whole: Ranges = ()
    parts: tuple[Part, ...] = ()
    fps: tuple[Fingerprint | None, ...] = (None,)
    ins: tuple[Inputs, ...] = ((),)
    complete: int | None = None
    about: str = ""
    stored: int | None = None


# --- packing --------------------------------------------------------------------------------
def pack_map(ledger: Ledger | LedgerMap) -> bytes:
    """``whole``, ``parts``, ``fps``, ``ins`` and what follows them as bytes; equal fields, equal bytes."""
    a, b, fp, changed, inputs, cut = zip(*ledger.parts, strict=True) if ledger.parts else ((),) * 6
    bounds = _steps(zip(a, b, strict=True))
    cuts = {place: _steps(ranges) for place, ranges in enumerate(cut) if ranges}
    sources: dict[tuple[str, bytes], int] = {}
    ins = [
        [(sources.setdefault(read[:2], len(sources)), *read[2:]) for read in reads] for reads in ledger.ins
    ]
    incs = [(key, inc.hex()) for key, inc in sources]
    fields = (
        *(_steps(ledger.whole), bounds[::2], bounds[1::2], fp, changed, inputs, cuts),
        *([fp[: _PLAIN_FIELDS if not fp.redo else None] if fp else None for fp in ledger.fps], incs, ins),
        ledger.complete,
        *([ledger.about, ledger.stored] if ledger.about or ledger.stored is not None else []),
    )
    return _framed(_json(fields).encode())


def _steps(pairs: Iterable[tuple[int, int]]) -> list[int]:
    flat = list(chain.from_iterable(pairs))
    return list(map(sub, flat, chain((0,), flat)))


def _framed(text: bytes) -> bytes:
    squeezed = len(text) >= _SQUEEZE_FROM
    body = zstandard.ZstdCompressor(level=1).compress(text) if squeezed else text
    return _FRAME.pack(PACKING_VERSION, squeezed, zlib.crc32(body, squeezed)) + body


# --- unpacking ------------------------------------------------------------------------------
def unpack_map(payload: bytes) -> LedgerMap:
    """The inverse of `pack_map`; short ones that were unpacked lately are not unpacked again.

    Raises:
        StoreFormatError: The bytes are damaged, or were packed by a newer version.
    """
    return _unpack_known(payload) if len(payload) <= _SHORT else _unpack(payload)


def _unpack(payload: bytes) -> LedgerMap:
    try:
        return _map_of(_parse(_unframed(payload).decode()))
    except _UNREADABLE as error:
        msg = (
            f"A stream's ledger cannot be unpacked ({len(payload)} bytes): {error}. The store is damaged "
            "or was written by a newer version; restore a copy, or upgrade HyperStream."
        )
        raise StoreFormatError(msg, payload=payload) from error


# A request reads the ledgers of all its streams, most of them unchanged since the last one.
_unpack_known = lru_cache(maxsize=_KNOWN)(_unpack)


def _unframed(payload: bytes) -> bytes:
    version, squeezed, crc = _FRAME.unpack_from(payload)
    body = payload[_FRAME.size :]
    if version != PACKING_VERSION:
        msg = f"layout {version} is not known here"
        raise ValueError(msg)
    if zlib.crc32(body, squeezed) != crc:
        msg = "the checksum is wrong"
        raise ValueError(msg)
    return zstandard.ZstdDecompressor().decompress(body, max_output_size=_MAX_BYTES) if squeezed else body


def _map_of(fields: Sequence[Any]) -> LedgerMap:
    whole, gaps, lengths, fp, changed, inputs, cuts, fps, incs, ins, complete, *others = fields
    # A ledger written before segments were counted ends with ``about``, or before it.
    about, stored = others if len(others) == 2 else (*others, None) if others else ("", None)
    bounds = list(accumulate(chain.from_iterable(zip(gaps, lengths, strict=True))))
    cut: list[Ranges] = [()] * len(fp)
    for place, steps in cuts.items():
        cut[int(place)] = _ranges(steps)
    parts = zip(bounds[::2], bounds[1::2], fp, changed, inputs, cut, strict=True)
    sources = [(key, bytes.fromhex(inc)) for key, inc in incs]
    return LedgerMap(
        whole=_ranges(whole),
        parts=tuple(map(_make_part, parts)),
        fps=tuple([fp and Fingerprint._make((*fp[:3], tuple(fp[3]), *(fp[4:] or ("",)))) for fp in fps]),
        ins=tuple([tuple([_make_input((*sources[read[0]], *read[1:])) for read in reads]) for reads in ins]),
        complete=complete,
        about=about,
        stored=stored,
    )


def _ranges(steps: Iterable[int]) -> Ranges:
    flat = accumulate(steps)
    return tuple(zip(flat, flat, strict=True))
