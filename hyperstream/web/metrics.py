"""What `/metrics` tells Prometheus, a registry for each application."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of one application.

    Attributes:
        requests: Answers, by method, route and status.
        seconds: How long they took, by route.
        push_clients: Push connections that are open.
        push_rows: Rows that were pushed.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "hyperstream_http_requests", "Answers", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "hyperstream_http_request_seconds", "Time to answer", ["route"], registry=self.registry
        )
        self.push_clients = Gauge(
            "hyperstream_push_clients", "Push connections that are open", registry=self.registry
        )
        self.push_rows = Counter(
            "hyperstream_push_rows", "Rows that were pushed to clients", registry=self.registry
        )

    def text(self) -> bytes:
        """All of them in the format of Prometheus."""
        return generate_latest(self.registry)
