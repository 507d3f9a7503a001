"""What holds for every test: no deadline on a shared machine, no settings of the developer's own."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

for name in [name for name in os.environ if name.startswith("HYPERSTREAM_")]:
    if not name.startswith("HYPERSTREAM_TEST_"):
        del os.environ[name]
