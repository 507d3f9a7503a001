"""The time-series store over HTTP answers on MongoDB as it does on the embedded store."""

from hyperstream import HyperStream
from tests.web.servers import client_of
from tests.web.test_store import transcript


def test_the_original_requests(url):
    with HyperStream(url) as hs, client_of(hs) as client:
        transcript(client)
