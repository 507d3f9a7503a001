import pytest
from hypothesis import HealthCheck, given, settings

from hyperstream import HyperStream
from tests.unit.frames.frame_model import bounds, holds, writes


@pytest.mark.parametrize("examples", [30, pytest.param(2000, marks=pytest.mark.torture)])
def test_any_writes_give_what_pandas_would_have(examples):
    with HyperStream("sqlite:///:memory:") as hs:

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(writes, bounds)
        def law(steps, bound):
            holds(hs.store, steps, bound)

        law()
