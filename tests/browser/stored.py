"""A store to look at: the replica's posts cleaned and saved over four days, with edits, a removal, a redesign and dead letters.

What a crawl would do, without a crawl: the pages are taken from the replica and cleaned in this process, so it takes seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cleaners.records import Options
from crawler.cleaning import clean_page
from crawler.stores import Dead, Fetch, Gone, Outcome, Sample, Saved, Store, Unchanged, open_store
from fixtures.replica.options import ReplicaOptions
from fixtures.replica.site import Site
from fixtures.replica.sources import Article

BASE = "https://bite.example"
SITE = "bite.example"
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
MENDED = f"{BASE}/2026/02/was-too-slow.html"
"""A dead letter whose kept page is an article today."""
HOSTILE = f"{BASE}/2026/02/hostile.html"

HOSTILE_PAGE = b"""<!doctype html><html><head><title>Quiet harbour</title><base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=https://evil.example/refresh"><link rel="stylesheet" href="https://evil.example/a.css">
<style>@import "https://evil.example/b.css"; body { background: url(https://evil.example/c.png) } @font-face { font-family: x; src: url("https://evil.example/d.woff") }</style>
<script>parent.document.title = "taken"; fetch("https://evil.example/e")</script></head>
<body onload="parent.document.title='taken'"><h1>Quiet harbour</h1>
<iframe src="https://evil.example/f" srcdoc="<script>top.document.title='taken'</script>"></iframe>
<img src="https://evil.example/g.png" srcset="https://evil.example/h.png 2x" onerror="parent.document.title='taken'">
<svg><script>parent.document.title='taken'</script><image href="https://evil.example/i.svg"/></svg>
<form action="https://evil.example/j"><input name="a" autofocus onfocus="parent.document.title='taken'"><button>Send</button></form>
<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=parent.document.title='taken'&gt;"></math>
<video src="https://evil.example/k.mp4" poster="https://evil.example/l.png" autoplay></video>
<p style="background:url('https://evil.example/m.png');position:fixed">The harbour was quiet on Monday, the harbour master said, and the ferry left on time with forty passengers on board.</p>
<p>"></iframe><script>document.title='taken'</script> was found written on the quay; nobody knows by whom. <a href="javascript:parent.document.title='taken'">More</a></p>
<p>The crews of the two trawlers expect to put out again on Wednesday, when the wind has turned and the ice has been delivered.</p>
<object data="https://evil.example/n.swf"></object><embed src="https://evil.example/o.swf"><audio src="https://evil.example/p.mp3" autoplay></audio>
</body></html>"""


REVISED = "The first paragraph is new, and says more than it did before.\n\nThe price has changed since Monday."


def fill(store: Store, posts: int | None = None) -> None:
    """Save the replica as a crawl on four days would have; `posts` bounds how many of its posts."""
    site = Site(ReplicaOptions(skin="piki", public_url=BASE))
    chosen = site.posts()[:posts]
    first, second, third = (post.slug for post in chosen[:3])
    _run(store, 0, [*_saved(site, chosen, 0), *_dead(site, chosen[0])])
    site.edit(first, body=REVISED)
    site.edit(second, title="A headline that was put right")
    _run(store, 1, [*_saved(site, chosen[:2], 1), *(Unchanged(SITE, _fetch(post, 1, 304)) for post in chosen[3:12])])
    site.edit(first, body=REVISED.replace("Monday", "Tuesday") + "\n\nA last paragraph was added in the evening.")
    site.remove(third, 410)
    gone = Gone(SITE, _fetch(chosen[2], 2, 410))
    _run(store, 2, [*_saved(site, chosen[:1], 2), gone])
    redesigned = Site(ReplicaOptions(skin="templateify", public_url=BASE))
    _run(store, 3, _saved(redesigned, chosen[4:20], 3))


def filled(path: Path, posts: int | None = None) -> str:
    """The URL of a new store at a path, filled."""
    url = f"sqlite:///{path}"
    with open_store(url) as store:
        fill(store, posts)
    return url


def _saved(site: Site, posts: Iterable[Article], day: int) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for post in posts:
        current = next(known for known in site.posts() if known.slug == post.slug)
        outcomes.append(_clean(_fetch(post, day), _bytes(site, current)))
    return outcomes


def _dead(site: Site, post: Article) -> list[Outcome]:
    good = _bytes(site, post).replace(post.path.encode(), b"/2026/02/was-too-slow.html")
    slow = Dead(SITE, Fetch(MENDED, _at(0)), "cleaner-timeout", "cleaning took more than 20 s", good)
    shell = _clean(Fetch(f"{BASE}/2026/02/empty.html", _at(0)), b"<html><body><div id='app'></div></body></html>")
    missing = Dead(SITE, Fetch(f"{BASE}/2026/02/lost.html", _at(0), status=500), "http-500", "the server failed")
    return [slow, shell, missing, _clean(Fetch(HOSTILE, _at(0)), HOSTILE_PAGE)]


def _clean(fetch: Fetch, body: bytes) -> Outcome:
    cleaning = clean_page(body, fetch.url, Options(fetched_at=fetch.at, status=fetch.status))
    sample = Sample(cleaning.template, cleaning.measures) if cleaning.measures else None
    if cleaning.document is None:
        return Dead(SITE, fetch, cleaning.code, cleaning.detail, body, sample=sample)
    return Saved(SITE, fetch, cleaning.document, body, sample=sample)


def _run(store: Store, day: int, outcomes: list[Outcome]) -> None:
    run = store.run_start(SITE, _at(day))
    kinds = Counter(str(result.kind) for result in store.save(outcomes, run=run))
    stats = {f"store/{kind}": count for kind, count in kinds.items()}
    stats |= {f"latency/{bound}": count for bound, count in {"0.1": 40, "0.25": 21, "0.5": 9, "1": 3, "5": 1}.items()}
    store.run_end(run, _at(day) + timedelta(seconds=40 + 3 * day), "done", 0, stats)


def _bytes(site: Site, post: Article) -> bytes:
    body = site.post(post).body
    return body if isinstance(body, bytes) else body.encode()


def _fetch(post: Article, day: int, status: int = 200) -> Fetch:
    return Fetch(BASE + post.path, _at(day), status=status)


def _at(day: int) -> datetime:
    return START + timedelta(days=day)
