"""Environment variables that override the configuration file.

A variable is the key's path in capitals: ``HYPERSTREAM_STORE``, ``HYPERSTREAM_MONGO_PASSWORD``.
An empty one counts as unset. Those of the ``mongo`` section change a section that the file
has; they never bring one about, so a password in the environment switches no store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

TEXTS = (
    "store",
    "history_channel",
    "output_path",
    "mongo.host",
    "mongo.db",
    "mongo.username",
    "mongo.password",
    "mongo.authentication_database",
    "mongo.connection_string",
)
NUMBERS = ("mongo.port", "online_engine.sleep", "online_engine.iterations", "online_engine.alarm")


def variable(path: str) -> str:
    """The environment variable of a key: ``mongo.port`` gives ``HYPERSTREAM_MONGO_PORT``."""
    return "HYPERSTREAM_" + path.upper().replace(".", "_")


def overlay(
    values: Mapping[str, object], environ: Mapping[str, str]
) -> tuple[dict[str, object], dict[str, str]]:
    """The values with what the environment overrides, and which key came from which variable."""
    result = dict(values)
    written: dict[str, str] = {}
    for path in (*TEXTS, *NUMBERS):
        name = variable(path)
        given = environ.get(name)
        if given:
            value = _number(given) if path in NUMBERS else given
            if _put(result, path, value):
                written[path] = f"Environment variable {name}"
    return result, written


def _number(given: str) -> object:
    """A number where it is one; else the text itself, which the reader then refuses by name."""
    try:
        return json.loads(given)
    except ValueError:
        return given


def _put(result: dict[str, object], path: str, value: object) -> bool:
    name, _, key = path.partition(".")
    if not key:
        result[name] = value
        return True
    section = result.get(name, None if name == "mongo" else {})
    if not isinstance(section, dict):
        return False
    result[name] = {**section, key: value}
    return True
