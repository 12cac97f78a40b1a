"""Workers: a page that hangs, eats memory or crashes is killed alone, and the next one goes on."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from cleaners.errors import CleanerError, EmptyPage, NotHtml, OutOfMemory, TimedOut, WorkerDied
from cleaners.guarded import GuardedPool, Limits, clean_guarded
from crawler.stores import Query
from tests.crawlkit import ROOT, environment, measured, read
from tests.hostile_server import Blog, answer, page

MEGABYTE = 1024 * 1024


def hang() -> None:
    while True:
        pass


def hang_in_c() -> object:
    """A regular expression that backtracks for ever, and never looks at a signal."""
    return re.match(r"(a+)+$", "a" * 64 + "b")


def eat() -> None:
    held = []
    while True:
        held.append(bytearray(4 * MEGABYTE))


def eat_at_once() -> bytes:
    return bytes(2000 * MEGABYTE)


def eat_in_a_tree() -> int:
    return len(etree.fromstring(b"<r>" + b"<a b='c'/>" * 4_000_000 + b"</r>", etree.XMLParser(huge_tree=True)))


def crash() -> bytes:
    return ctypes.string_at(0)


def leave() -> None:
    os._exit(3)


def leave_once(mark: Path) -> int:
    if mark.exists():
        return 7
    mark.touch()
    os._exit(3)


def name_process(mark: Path, seconds: float) -> int:
    mark.write_text(str(os.getpid()))
    time.sleep(seconds)
    return os.getpid()


def fail() -> None:
    raise EmptyPage("nothing here", code="empty-page")


@pytest.fixture(scope="module")
def pool() -> Iterator[GuardedPool]:
    with GuardedPool(1, Limits(seconds=60, megabytes=400)) as opened:
        yield opened


@pytest.fixture(scope="module")
def hasty() -> Iterator[GuardedPool]:
    with GuardedPool(1, Limits(seconds=1, megabytes=400)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("task", "error"),
    [
        (hang, TimedOut),
        (hang_in_c, TimedOut),
        (eat, OutOfMemory),
        (eat_at_once, OutOfMemory),
        (eat_in_a_tree, OutOfMemory),
        (crash, WorkerDied),
        (leave, WorkerDied),
        (fail, EmptyPage),
    ],
)
def test_a_task_that_breaks_down_has_its_error_and_the_next_goes_on(task: Callable[[], Any], error: type[CleanerError], pool: GuardedPool, hasty: GuardedPool) -> None:
    used = hasty if error is TimedOut else pool  # to eat all memory may take seconds on a busy machine
    with pytest.raises(error) as raised:
        used.submit(task).result(timeout=90)
    assert raised.value.code == error.code
    assert used.submit(len, "next").result(timeout=60) == 4


def test_a_task_whose_process_died_of_something_else_is_done_by_another(pool: GuardedPool, tmp_path: Path) -> None:
    assert pool.submit(leave_once, tmp_path / "died").result(timeout=30) == 7


def test_a_killed_worker_costs_no_task(tmp_path: Path) -> None:
    with GuardedPool(2, Limits(30)) as pool:
        futures = [pool.submit(name_process, tmp_path / str(number), 0.3) for number in range(6)]
        while not (first := tmp_path / "0").exists() or not first.read_text():
            time.sleep(0.01)
        killed = int(first.read_text())
        os.kill(killed, signal.SIGKILL)
        done = [future.result(timeout=30) for future in futures]
    assert killed not in done


def test_clean_guarded_gives_what_clean_gives() -> None:
    article = clean_guarded(page(1), "https://news.example/2024/05/a.html", megabytes=400)
    assert article.title == "Harbour count number 1"
    assert article.text.startswith("The harbour office counted")
    assert article.markdown.count("\n\n") == 2
    with pytest.raises(NotHtml):
        clean_guarded(b"\x89PNG\r\n\x1a\n" + bytes(999), megabytes=400)


def test_clean_guarded_stops_a_page_in_time() -> None:
    long = page(1).replace("</article>", "<p>The clerk <b>read</b> the list of boats to whoever came in, and nobody did.</p>" * 20_000 + "</article>")
    with pytest.raises(TimedOut):  # a page that is done sooner than anybody looks at the clock is no case of it
        clean_guarded(long, seconds=0.01, megabytes=600)


def test_a_crawl_buries_the_pages_that_break_the_cleaner(tmp_path: Path) -> None:
    """As users run it, the pages in the middle of sound ones; the crawl's own process stays as small as ever."""
    bad = {"hang-here": "cleaner-timeout", "eat-here": "cleaner-memory", "crash-here": "cleaner-crash"}
    with Blog() as blog:
        blog.fill(9)
        named = dict(zip(bad, blog.posts[2:], strict=False))
        for number, (trap, path) in enumerate(named.items()):
            blog.routes[path] = answer(page(number + 20).replace("<article>", f"<article><!-- {trap} -->"))
        arguments = ["-a", f"url={blog.url}", "-s", "CLEAN_WORKERS=1", "-s", "CLEAN_TIMEOUT=4", "-s", "CLEAN_MEMORY_MB=400"]
        trapped = environment()
        trapped["PYTHONPATH"] = f"{ROOT / 'tests/hostile_server/trapped'}:{trapped['PYTHONPATH']}"
        process = subprocess.Popen(measured(*arguments), cwd=tmp_path, env=trapped, stderr=subprocess.PIPE, text=True)
        assert process.stderr
        said = process.stderr.read()
        process.wait()
        store = f"sqlite:///{tmp_path}/bullionbite.db"
        letters = {letter.url: letter.reason for letter in read(store, lambda s: s.dead_letters())}
        assert letters == {blog.url + path: bad[trap] for trap, path in named.items()}, said
        for trap, path in named.items():
            raw = read(store, lambda s, url=blog.url + path: s.raw_page(url))
            assert raw is not None
            assert trap.encode() in raw.body
        assert len(read(store, lambda s: s.articles(Query(limit=99)))) == 6
    assert process.returncode == 3
    assert int((tmp_path / "peak").read_text()) * 1024 < 300 * MEGABYTE


@pytest.mark.skipif(os.name != "posix", reason="no fork server")
@pytest.mark.parametrize(("needs_main", "imports"), [("True", 2), ("False", 1)])
def test_the_script_is_imported_in_a_worker_only_where_it_is_needed(tmp_path: Path, needs_main: str, imports: int) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os\nfrom cleaners.guarded import GuardedPool\nprint('imported', flush=True)\nif __name__ == '__main__':\n"
        f"    with GuardedPool(1, needs_main={needs_main}) as pool:\n        pool.submit(os.getpid).result()\n    print(__file__, __spec__)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines().count("imported") == imports
    assert done.stdout.splitlines()[-1] == f"{script} None"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere pipes have no size")
def test_a_pipe_to_workers_takes_pages_that_nobody_reads_yet():
    from cleaners.forking import WithoutMain

    reader, writer = WithoutMain().Pipe(duplex=False)
    with reader, writer:
        os.set_blocking(writer.fileno(), False)  # one of the usual size raises BlockingIOError
        writer.send_bytes(300_000 * b"x")
        assert reader.recv_bytes() == 300_000 * b"x"
