"""What is particular to the embedded store: files that are no store, durability under kill -9, full disks, search input."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from storekit import NOON, hours, saved, url

from crawler.stores import Query, Store, StoreError, open_store
from crawler.stores.sqlite import fts_query


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "sqlite:relative.db", "sqlite+nodriver:///x.db"],
)
def test_an_address_of_no_store_is_a_clear_error(address: str) -> None:
    with pytest.raises(StoreError) as error:
        open_store(address)
    assert error.value.code == "bad-url"


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 500)
    with pytest.raises(StoreError) as error:
        open_store(f"sqlite:///{path}")
    assert error.value.code == "corrupt"
    assert path.read_text() == "my notes " * 500


def test_a_folder_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as error:
        open_store(f"sqlite:///{tmp_path}/none/store.db")
    assert error.value.code == "unavailable"


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    open_store(address).close()
    connection = sqlite3.connect(tmp_path / "store.db")
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError) as error:
        open_store(address)
    assert error.value.code == "too-new"


def test_two_processes_write_one_store(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    open_store(address).close()
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, address, name, "30"]) for name in ("a", "b")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with open_store(address) as store:
        assert store.count() == 60
        assert len(store.export_since("x").items) == 60


WRITER = """
import os, sys
sys.path.insert(0, "tests")
from crawler.stores import open_store
from storekit import saved
with open_store(sys.argv[1]) as store:
    for number in range(int(sys.argv[3])):
        name = f"{sys.argv[2]}-{number}"
        # Two articles a batch, so that half a batch would show.
        if int(sys.argv[3]) > 1000:
            store.save([saved(name, f"Text {name}."), saved(name + "-twin", f"Twin {name}.")])
            os.write(1, f"{name}\\n".encode())
        else:
            store.save([saved(name, f"Text {name}.")])
"""


def test_kill_9_in_mid_batch_keeps_every_commit_whole(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    moments = random.Random(6)
    for life in range(8):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, address, str(life), "100000"], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        # The moment is drawn in commits plus a fraction of one, so that a slow machine is killed as late as a fast one.
        acknowledged = [writer.stdout.readline().decode().strip() for _ in range(moments.randint(1, 12))]
        try:
            writer.wait(moments.random() * 0.02)
        except subprocess.TimeoutExpired:
            writer.send_signal(signal.SIGKILL)
        acknowledged += writer.stdout.read().decode().split("\n")[:-1]
        writer.wait()
        with open_store(address) as store:
            assert store.check() == []
            for name in acknowledged:
                assert store.article(url(name)) is not None, name
            names = {item.url for item in store.articles(Query(limit=10**6))}
            assert {name for name in names if not name.endswith("-twin")} == {
                name.removesuffix("-twin") for name in names
            }
            assert store.count(Query(text="twin")) * 2 == len(names) == store.counts()["pages"] == store.counts()["raw"]


def test_a_full_disk_loses_the_batch_and_nothing_else(tmp_path: Path) -> None:
    """A file size limit stands for the full disk: the kernel refuses the write in mid commit, at a new place in each life."""
    address = f"sqlite:///{tmp_path}/store.db"
    with open_store(address) as store:
        store.save([saved("first", "The first.")])
    for life in range(6):
        limit = (tmp_path / "store.db").stat().st_size + 8192 * life + 777
        done = subprocess.run(
            [sys.executable, "-c", FILLER, address, str(life), str(limit)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 3, done.stderr
        with open_store(address) as store:
            assert store.check() == []
            stored = done.stdout.split()
            assert all(store.article(url(name)) for name in stored)
            assert store.count() == store.counts()["pages"]


FILLER = """
import resource, sys
sys.path.insert(0, "tests")
from dataclasses import replace
import os
from crawler.stores import open_store, StoreError
from storekit import saved
with open_store(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
    try:
        for number in range(500):
            name = f"{sys.argv[2]}-{number}"
            store.save([replace(saved(name, f"Text {name}."), raw=os.urandom(3000))])
            print(name, flush=True)
    except StoreError as error:
        sys.exit(3 if error.code in ("full", "io-error") else 4)
"""


def test_a_read_only_store_says_so(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere")
    address = f"sqlite:///{tmp_path}/store.db"
    open_store(address).close()
    (tmp_path / "store.db").chmod(0o444)
    with pytest.raises(StoreError) as error, open_store(address) as store:
        store.put("a", "b", 1)
    assert error.value.code == "read-only"


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("flood mill", '"flood" "mill"'),
        ('"after the flood" mil*', '"after the flood" "mil*"*'),
        ('say "unclosed', '"say" "unclosed"'),
        ("NEAR(a, b) OR -c", '"NEAR(a," "b)" "OR" "-c"'),
        (" -- ** ", ""),
    ],
)
def test_what_people_type_becomes_a_query(typed: str, query: str) -> None:
    assert fts_query(typed) == query


def test_readers_see_one_moment_while_a_writer_works(store: Store) -> None:
    store.save([saved(n, f"Text {n}.") for n in range(60)])
    seen = 0
    for page in store.raw_pages():
        store.save([saved(page.fetch.url.rsplit("/", 1)[1], f"Changed {seen}.", 1)])
        seen += 1
    assert seen == 60
    assert store.count(Query(text="changed")) == 60
    assert store.due("gazette", hours(2))[0].last_seen > NOON


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path}/store.db")
