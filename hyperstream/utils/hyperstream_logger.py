"""Logging as a guest: only the logger ``hyperstream`` and what lies below it is ever touched.

The library stays quiet until somebody asks: importing it adds a handler that does nothing, and
`HyperStreamLogger` adds a console and a file to the logger ``hyperstream`` and takes them away again.
The root logger, other people's handlers, captured warnings and ``sys.excepthook`` are theirs.
"""

from __future__ import annotations

import inspect
import json
import logging
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import ConfigurationError
from .mqtt_handler import MqttHandler
from .time_utils import from_ms

MON = 51
"""The level of monitoring messages, above all others."""

NAME = "hyperstream"

logging.addLevelName(MON, "MON")
logging.getLogger(NAME).addHandler(logging.NullHandler())

Settings = bool | Mapping[str, Any] | None


def monitor(message: str, *args: object, n: str | None = None) -> None:
    """Log at level `MON`; ``n`` names the measurement for `SenMLFormatter`."""
    logging.getLogger(NAME).log(MON, message, *args, extra={} if n is None else {"n": n}, stacklevel=2)


class HyperStreamFormatter(logging.Formatter):
    """``2016-10-28 12:00:00,123 [INFO]  message`` in UTC; DEBUG messages with file and line."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s [%(levelname)s]  %(message)s")
        self._debug = logging.Formatter("%(asctime)s [%(levelname)s]  %(filename)s:%(lineno)d  %(message)s")
        self._debug.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, with its traceback below."""
        return self._debug.format(record) if record.levelno == logging.DEBUG else super().format(record)


class SenMLFormatter(logging.Formatter):
    """One JSON object a message, in the manner of Sensor Measurement Lists (draft-jennings-senml)."""

    def format(self, record: logging.LogRecord) -> str:
        """``{"uid": "hyperstream", "bt": "…Z", "e": [{"n": name, "v": message}]}``."""
        at = from_ms(int(record.created * 1000)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        name = getattr(record, "n", None) or "default"
        return json.dumps({"uid": NAME, "bt": at, "e": [{"n": name, "v": record.getMessage()}]})


class HyperStreamLogger:
    """Shows what the library logs, on the console and in a file, until closed.

    Args:
        default_loglevel: Level of the logger ``hyperstream``, and of each handler that names none.
        console_logger: True, or ``{"level": ...}``, for lines on standard error.
        file_logger: True, or ``{"path": folder, "filename": name, "loglevel": ...}``, for lines at the
            end of ``<path>/<filename>.log`` (temporary folder, ``hyperstream``).
        mqtt_logger: True, or ``{"host": ..., "port": ..., "topic": ..., "qos": ...}`` and more of what
            `MqttHandler` takes, and ``loglevel`` and ``formatter``, for messages to an MQTT broker; those of
            level MON, as SenML, unless these two say otherwise. Needs the extra ``mqtt``.
        close_existing: Close what an earlier HyperStreamLogger added first.

    Raises:
        ConfigurationError: An unknown setting or level, or a file that cannot be written.
        MissingExtraError: (an `ImportError`) MQTT without paho-mqtt.
    """

    def __init__(
        self,
        default_loglevel: int | str = logging.DEBUG,
        console_logger: Settings = None,
        file_logger: Settings = None,
        mqtt_logger: Settings = None,
        close_existing: bool = True,
    ) -> None:
        self.logger = logging.getLogger(NAME)
        level = _level(default_loglevel)
        handlers = [_console(console_logger, level), _file(file_logger, level), _mqtt(mqtt_logger)]
        self.handlers: list[logging.Handler] = [handler for handler in handlers if handler is not None]
        if close_existing:
            _close([handler for handler in self.logger.handlers if isinstance(handler, _Ours)])
        for handler in self.handlers:
            if handler.formatter is None:
                handler.setFormatter(HyperStreamFormatter())
            self.logger.addHandler(handler)
        self.set_level(default_loglevel)

    def set_level(self, loglevel: int | str) -> None:
        """Let messages of this level and above pass; ConfigurationError for an unknown one."""
        self.logger.setLevel(_level(loglevel))

    def monitor(self, message: str, *args: object, n: str | None = None) -> None:
        """Log at level `MON`, as `monitor`."""
        monitor(message, *args, n=n)

    def close(self) -> None:
        """Take away and close what this one added; calling it twice is fine."""
        _close(self.handlers)
        self.handlers = []


class _Ours:
    """Marks the handlers that may be closed here; all others belong to somebody else."""


class _ConsoleHandler(_Ours, logging.StreamHandler):  # type: ignore[type-arg]
    pass


class _FileHandler(_Ours, logging.FileHandler):
    pass


class _MqttHandler(_Ours, MqttHandler):
    pass


_MQTT = {name: parameter.default for name, parameter in inspect.signature(MqttHandler).parameters.items()}
"""What `MqttHandler` takes, with its defaults."""


def _close(handlers: list[logging.Handler]) -> None:
    logger = logging.getLogger(NAME)
    for handler in handlers:
        logger.removeHandler(handler)
        handler.close()
    if not any(isinstance(handler, _Ours) for handler in logger.handlers):
        logger.setLevel(logging.NOTSET)


def _console(settings: Settings, default: int) -> logging.Handler | None:
    known = _settings("console_logger", settings, {"level": default})
    if known is None:
        return None
    handler = _ConsoleHandler()
    handler.setLevel(_level(known["level"]))
    return handler


def _file(settings: Settings, default: int) -> logging.Handler | None:
    known = _settings(
        "file_logger",
        settings,
        {"path": tempfile.gettempdir(), "filename": NAME, "loglevel": default},
    )
    if known is None:
        return None
    level = _level(known["loglevel"])
    path = Path(known["path"]) / f"{known['filename']}.log"
    try:
        handler = _FileHandler(path, encoding="utf-8")
    except OSError as error:
        msg = f"file_logger: {str(path)!r} cannot be written ({error.strerror}); name another path."
        raise ConfigurationError(msg, key="file_logger", path=path) from error
    handler.setLevel(level)
    return handler


def _mqtt(settings: Settings) -> logging.Handler | None:
    known = _settings("mqtt_logger", settings, {"loglevel": MON, "formatter": None, **_MQTT})
    if known is None:
        return None
    level, formatter = _level(known.pop("loglevel")), known.pop("formatter")
    handler = _MqttHandler(**known)
    handler.setLevel(level)
    handler.setFormatter(formatter or SenMLFormatter())
    return handler


def _settings(key: str, given: Settings, defaults: dict[str, Any]) -> dict[str, Any] | None:
    """The settings with defaults filled in; None where nothing is to be logged."""
    if given is None or given is False:
        return None
    chosen = {} if given is True else dict(given)
    unknown = sorted(set(chosen) - set(defaults))
    if unknown:
        msg = f"{key}: {unknown[0]!r} is not known; it may have {', '.join(defaults)}."
        raise ConfigurationError(msg, key=f"{key}.{unknown[0]}")
    return defaults | chosen


def _level(level: object) -> int:
    number = logging.getLevelNamesMapping().get(level.upper()) if isinstance(level, str) else level
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    msg = f"{level!r} is not a log level; use DEBUG, INFO, WARNING, ERROR, CRITICAL, MON or a number."
    raise ConfigurationError(msg, key="loglevel", value=level)
