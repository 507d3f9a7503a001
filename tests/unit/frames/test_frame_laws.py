from hypothesis import HealthCheck, given, settings

from hyperstream import HyperStream
from tests.unit.frames.frame_model import bounds, holds, writes


def test_any_writes_give_what_pandas_would_have():
    with HyperStream("sqlite:///:memory:") as hs:

        @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
        @given(writes, bounds)
        def law(steps, bound):
            holds(hs.store, steps, bound)

        law()
