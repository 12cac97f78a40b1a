"""What holds for every test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import make_url

from crawler.stores import Store, open_store
from tests.postgreskit import MISSING, binaries, cluster, database

# No test is about time: on a busy machine a slow draw or example is no finding.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`: a third of the suite's time is spent in waiting, for servers, browsers and processes; four take the memory of a small machine."""
    return min(4, (os.cpu_count() or 1) + 1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: that of `TEST_POSTGRES_URL`, else one that is started for these tests."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    programs = binaries()
    if programs is None:
        pytest.skip(MISSING)
    with cluster(programs) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database that holds an empty store."""
    with database(postgres_server) as url:
        open_store(url).close()
        yield str(make_url(url).database)


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The URL of an empty store of its own."""
    with database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, on each back end."""
    return f"sqlite:///{tmp_path}/store.db" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, on each back end."""
    with open_store(store_url) as opened:
        yield opened
        assert opened.check() == []
