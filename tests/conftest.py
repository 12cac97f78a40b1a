"""What holds for every test."""

from hypothesis import HealthCheck, settings

# No test is about time: on a busy machine a slow draw or example is no finding.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
