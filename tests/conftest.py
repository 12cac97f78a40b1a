"""What holds for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from crawler.stores import Store, open_store

# No test is about time: on a busy machine a slow draw or example is no finding.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

BACK_ENDS = ["sqlite"] + (["postgres"] if os.environ.get("TEST_POSTGRES_URL") else [])


@pytest.fixture(params=BACK_ENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of every back end; PostgreSQL joins through the environment variable `TEST_POSTGRES_URL`."""
    address = f"sqlite:///{tmp_path}/store.db" if request.param == "sqlite" else os.environ["TEST_POSTGRES_URL"]
    with open_store(address) as opened:
        yield opened
        assert opened.check() == []
