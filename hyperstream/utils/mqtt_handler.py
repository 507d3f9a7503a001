"""Log messages to an MQTT broker, through paho-mqtt (the extra ``mqtt``)."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from .errors import ConfigurationError
from .extras import require

if TYPE_CHECKING:
    from paho.mqtt.client import Client

QUEUED = 10_000
"""Messages that wait for the broker at most; further ones are lost, and counted."""

LAST_SECONDS = 5.0
"""How long closing waits for what is still to be sent."""


class MqttHandler(logging.Handler):
    """Publishes each message on one topic.

    The connection is made in the background and made again when it is lost, so a broker that is away
    never holds up the program: messages wait for it.

    Args:
        host: Of the broker.
        port: Of the broker.
        topic: Where messages are published.
        qos: 0 at most once, 1 at least once, 2 exactly once.
        retain: Whether the broker keeps the last message for those who come later.
        username: To identify with, or None.
        password: Belongs to it; never shown.
        client_id: Names this client; made up when empty.
        keepalive: Seconds of silence after which the broker is asked whether it is there.
        tls: Whether to speak TLS, with the certificates of the system.

    Attributes:
        lost: Messages that could not be kept: too many waited, or the broker was away and ``qos`` is 0.

    Raises:
        MissingExtraError: (an `ImportError`) paho-mqtt is not installed.
        ConfigurationError: (a `ValueError`) paho-mqtt does not accept the arguments.
    """

    def __init__(
        self,
        host: str = "localhost",
        port: int = 1883,
        topic: str = "hyperstream",
        *,
        qos: int = 1,
        retain: bool = False,
        username: str | None = None,
        password: str | None = None,
        client_id: str = "",
        keepalive: int = 60,
        tls: bool = False,
    ) -> None:
        super().__init__()
        mqtt = require("paho.mqtt.client", "mqtt")
        enums = require("paho.mqtt.enums", "mqtt")
        if not topic or {"+", "#"} & set(topic):
            msg = f"mqtt_logger: messages cannot be published on topic {topic!r}; name one without + and #."
            raise ConfigurationError(msg, key="mqtt_logger.topic")
        if qos not in (0, 1, 2):
            msg = f"mqtt_logger: qos={qos!r} is none; use 0 (at most once), 1 (at least) or 2 (exactly once)."
            raise ConfigurationError(msg, key="mqtt_logger.qos")
        self.topic, self.qos, self.retain = topic, qos, retain
        self.lost = 0
        self._taken = self._done = 0
        self._progress = threading.Event()
        self._no_room = enums.MQTTErrorCode.MQTT_ERR_QUEUE_SIZE
        self._client: Client = mqtt.Client(enums.CallbackAPIVersion.VERSION2, client_id=client_id)
        self._client.on_publish = self._published
        self._client.max_queued_messages_set(QUEUED)
        if username is not None:
            self._client.username_pw_set(username, password)
        if tls:
            self._client.tls_set()
        try:
            self._client.connect_async(host, port, keepalive)
        except ValueError as error:
            msg = (
                f"mqtt_logger: host={host!r}, port={port!r}, keepalive={keepalive!r} cannot be used: {error}."
            )
            raise ConfigurationError(msg, key="mqtt_logger") from error
        self._client.loop_start()

    def emit(self, record: logging.LogRecord) -> None:
        """Publish a message, or let it wait for the broker."""
        try:
            info = self._client.publish(self.topic, self.format(record), self.qos, self.retain)
        except Exception:  # as every handler does: what logs must not fail because of it
            self.handleError(record)
            return
        if info.rc == self._no_room or (info.rc and not self.qos):
            self.lost += 1
        else:
            self._taken += 1

    def _published(self, *_: object) -> None:
        # Runs in paho's thread, which is the only one that counts here.
        self._done += 1
        self._progress.set()

    @property
    def waiting(self) -> int:
        """Messages that are not with the broker yet."""
        return max(self._taken - self._done, 0)

    def flush(self, seconds: float = LAST_SECONDS) -> None:
        """Wait until all is with the broker, for so many seconds at most; not at all where it is away."""
        end = time.monotonic() + seconds
        while self.waiting and self._client.is_connected() and (left := end - time.monotonic()) > 0:
            self._progress.clear()
            if self.waiting:
                self._progress.wait(min(left, 0.1))

    def close(self) -> None:
        """Send what waits, if the broker is there, and end the connection."""
        self.flush()
        self._client.disconnect()
        self._client.loop_stop()
        super().close()
