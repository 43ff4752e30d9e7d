"""What every test shares: how Hypothesis looks for counterexamples."""

import os

from hypothesis import HealthCheck, settings

# A deadline measures the machine, not the code; pytest-timeout bounds what hangs.
settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", parent=settings.get_profile("house"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

pytest_plugins = [
    "tests.support.door",
    "tests.support.postgres",
    "tests.support.nats",
    "tests.support.root_log",
]
