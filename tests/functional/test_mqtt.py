"""Logging to a real MQTT broker, in a process of its own."""

from __future__ import annotations

import json
import logging
import queue
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from hyperstream import HyperStream
from hyperstream.utils.errors import ConfigurationError
from hyperstream.utils.hyperstream_logger import HyperStreamLogger, monitor
from hyperstream.utils.mqtt_handler import MqttHandler
from tests.stopwatch import Stopwatch

CONFIGURATION = """
listeners:
  default:
    type: tcp
    bind: 127.0.0.1:{port}
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin:
    allow_anonymous: true
"""
SECONDS = 20.0


class Broker:
    """A broker on a port of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._file = folder / "broker.yaml"
        self._file.write_text(CONFIGURATION.format(port=self.port))

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("amqtt")), "-c", str(self._file)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + SECONDS
        while not self._answers():
            assert self._process.poll() is None, "the broker ended"
            assert time.monotonic() < end, "the broker does not answer"

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1.0).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(SECONDS)


class Listener:
    """Receives all messages of a topic."""

    def __init__(self, port: int, topic: str) -> None:
        self.messages: queue.Queue[str] = queue.Queue()
        ready: queue.Queue[bool] = queue.Queue()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = lambda client, data, message: self.messages.put(message.payload.decode())
        self._client.on_subscribe = lambda *_: ready.put(True)
        self._client.on_connect = lambda *_: self._client.subscribe(topic, qos=1)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        assert ready.get(timeout=SECONDS)

    def next(self) -> Any:
        return self.messages.get(timeout=SECONDS)

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    made = Broker(tmp_path_factory.mktemp("broker"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def listener(broker: Broker) -> Iterator[Listener]:
    made = Listener(broker.port, "house/log")
    yield made
    made.stop()


def settings(broker: Broker, **more: Any) -> dict[str, Any]:
    return {"host": "127.0.0.1", "port": broker.port, "topic": "house/log", **more}


def test_a_monitored_workflow_tells_the_broker_in_senml_when_it_starts_and_ends(
    broker: Broker, listener: Listener
) -> None:
    with HyperStream("memory://", mqtt_logger=settings(broker)) as hs:
        with hs.create_workflow("daily", name="Every day", monitor=True) as w:
            w.create_node("ticks")[None] = hs.factors.clock(stride=3600)
        w.execute(("2026-11-10", "2026-11-11"))
    found = [json.loads(listener.next()) for _ in range(2)]
    assert [item["e"] for item in found] == [
        [{"n": "workflow_start", "v": "Every day"}],
        [{"n": "workflow_end", "v": "Every day"}],
    ]
    assert {item["uid"] for item in found} == {"hyperstream"}
    assert all(item["bt"].endswith("Z") for item in found)


def test_only_what_is_monitored_is_sent_unless_a_level_is_named(broker: Broker, listener: Listener) -> None:
    logger = HyperStreamLogger(logging.INFO, mqtt_logger=settings(broker))
    logging.getLogger("hyperstream.x").error("not for the broker")
    monitor("seen")
    logger.close()
    assert json.loads(listener.next())["e"][0]["v"] == "seen"
    plain = logging.Formatter("%(levelname)s %(message)s")
    logger = HyperStreamLogger(logging.INFO, mqtt_logger=settings(broker, loglevel="INFO", formatter=plain))
    logging.getLogger("hyperstream.x").info("told in words")
    logger.close()
    assert listener.next() == "INFO told in words"
    assert listener.messages.empty()


@pytest.mark.parametrize("qos", [0, 1, 2])
def test_closing_sends_what_waits_in_order(broker: Broker, listener: Listener, qos: int) -> None:
    logger = HyperStreamLogger(mqtt_logger=settings(broker, qos=qos))
    (handler,) = logger.handlers
    assert isinstance(handler, MqttHandler)
    connected(handler)
    for place in range(50):
        monitor("%d", place)
    logger.close()
    assert handler.waiting == handler.lost == 0
    assert [json.loads(listener.next())["e"][0]["v"] for _ in range(50)] == [str(n) for n in range(50)]


def test_messages_wait_for_a_broker_that_is_away_and_nobody_else_does(tmp_path: Path) -> None:
    broker = Broker(tmp_path)
    with Stopwatch() as watch:
        logger = HyperStreamLogger(mqtt_logger=settings(broker))
        (handler,) = logger.handlers
        assert isinstance(handler, MqttHandler)
        monitor("early")
        handler.flush()
        assert watch.seconds < 2.0  # of the five that it may wait for a broker that is there
    assert handler.waiting == 1
    broker.start()
    try:
        listener = Listener(broker.port, "house/log")
        assert json.loads(listener.next())["e"][0]["v"] == "early"
        listener.stop()
        logger.close()
        assert handler.waiting == 0
    finally:
        broker.stop()


def test_closing_without_a_broker_does_not_hang(tmp_path: Path) -> None:
    logger = HyperStreamLogger(mqtt_logger=settings(Broker(tmp_path), qos=0))
    monitor("lost")
    (handler,) = logger.handlers
    with Stopwatch() as watch:
        logger.close()
        assert watch.seconds < 3.0
    assert getattr(handler, "lost", 0) == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"topic": "a/#"}, "without"),
        ({"qos": 3}, "qos=3"),
        ({"hose": "x"}, "'hose' is not known"),
        ({"port": -1}, "port=-1"),
        ({"loglevel": "LOUD"}, "log level"),
    ],
)
def test_settings_that_cannot_be_used_are_named(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        HyperStreamLogger(mqtt_logger=given)


def connected(handler: MqttHandler) -> None:
    """Wait until the handler has reached its broker."""
    end = time.monotonic() + SECONDS
    while not handler._client.is_connected():
        assert time.monotonic() < end
