"""The record that a result rests on a stream in memory, by what computed that stream."""

from __future__ import annotations

import json
from hashlib import sha256

from ...stores.keys import StreamKey, maker_key
from ...stores.ledger.model import Fingerprint, Input, Ledger

KEPT = Ledger(b"the same tool", rev=1)
"""The ledger of what computed a memory stream and would do so again."""


def made_by(stream: StreamKey, found: Fingerprint) -> Input:
    """The record that a result rests on a memory stream that this computed."""
    return Input(maker_key(stream, found.tool, found.version, rest_of(found)), KEPT.inc, KEPT.rev)


def rest_of(found: Fingerprint) -> str:
    """Parameters and sources as a short text: 16 hexadecimal digits of their SHA-256."""
    return sha256(json.dumps([found.parameters, *found.sources]).encode()).hexdigest()[:16]
