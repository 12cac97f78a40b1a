"""What a batch of outcomes does to the store: which article each belongs to, whether it is new, revised, unchanged, a duplicate, dead or gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from crawler.stores.connection import Row
from crawler.stores.outcomes import (
    Change,
    Dead,
    Document,
    Fetch,
    Gone,
    Kind,
    Outcome,
    Recleaned,
    Result,
    Saved,
    Unchanged,
)
from crawler.stores.packing import Packed, digest, pack, pack_json, scrubbed, storable
from crawler.stores.revise import REWRITE, classify, document_diff, likeness, same
from crawler.stores.rows import article_key, new_page, raw_blob, raw_fetch
from crawler.stores.workset import Workset


class Batch:
    """Outcomes applied in order within one transaction."""

    def __init__(self, connection: Connection, run: int | None = None, recleaned_at: datetime | None = None) -> None:
        self._connection = connection
        self._run = run
        self._recleaned_at = recleaned_at

    def apply(self, outcomes: Sequence[Outcome | Recleaned]) -> list[Result]:
        """A result for each outcome, in order; everything is written when this returns."""
        outcomes = [
            replace(o, article=scrubbed(o.article)) if isinstance(o, Saved | Recleaned) else o for o in outcomes
        ]
        self._work = Workset(self._connection, expected=len(outcomes))
        saved = [outcome for outcome in outcomes if isinstance(outcome, Saved | Recleaned)]
        self._work.load(
            urls=[outcome.fetch.url for outcome in outcomes],
            keys=[key for outcome in saved for key in (article_key(outcome), outcome.fetch.url)],
            hashes=[outcome.article["content_hash"] for outcome in saved],
        )
        results = [self._apply(outcome) for outcome in outcomes]
        self._work.flush()
        return results

    def _apply(self, outcome: Outcome | Recleaned) -> Result:
        match outcome:
            case Saved():
                return self._saved(outcome)
            case Recleaned():
                return self._recleaned(outcome)
            case Unchanged():
                return self._unchanged(outcome)
            case Dead():
                return self._dead(outcome)
            case Gone():
                return self._gone(outcome)

    # -- the four outcomes --------------------------------------------------------------------------------------------------------

    def _saved(self, saved: Saved) -> Result:
        page = self._page(saved)
        raw = _name(saved.raw) or page["raw_digest"]
        result = self._store(saved, page, raw, new_bytes=raw != page["raw_digest"])
        self._fetched(page, saved, validators=True)
        self._keep_raw(page, saved.fetch, saved.raw, raw)
        self._sample(saved)
        self._alive(page, result, saved)
        return result

    def _recleaned(self, again: Recleaned) -> Result:
        page = self._page(again)
        if page["raw_digest"] != again.digest:
            return Result(again.fetch.url, Kind.UNCHANGED, page["article_id"])
        result = self._store(again, page, again.digest, new_bytes=False)
        self._alive(page, result, again)
        return result

    def _alive(self, page: Row, result: Result, outcome: Saved | Recleaned) -> None:
        """Note that the page has an article now."""
        page.update(article_id=result.article_id, outcome="article", content_hash=outcome.article["content_hash"])
        self._close_dead_letter(page, self._now(outcome))

    def _close_dead_letter(self, page: Row, at: datetime) -> None:
        letter = self._work.dead.get(page["url"])
        if letter and letter["closed_at"] is None:
            letter["closed_at"] = at

    def _now(self, outcome: Saved | Recleaned) -> datetime:
        return self._recleaned_at or outcome.fetch.at

    def _unchanged(self, outcome: Unchanged) -> Result:
        page = self._page(outcome)
        self._fetched(page, outcome, validators=bool(outcome.fetch.etag or outcome.fetch.last_modified))
        article = self._work.articles.get(page["article_id"] or 0)
        return Result(outcome.fetch.url, Kind.UNCHANGED, page["article_id"], article["number"] if article else None)

    def _dead(self, dead: Dead) -> Result:
        page = self._page(dead)
        failures = page["failures"] + 1
        self._fetched(page, dead, validators=dead.fetch.status == 200)
        page.update(outcome="dead", failures=failures)
        raw = _name(dead.raw)
        self._keep_raw(page, dead.fetch, dead.raw, raw)
        self._bury(dead.site, dead.fetch, dead.reason, dead.detail, raw)
        self._sample(dead)
        return Result(dead.fetch.url, Kind.DEAD, page["article_id"])

    def _gone(self, gone: Gone) -> Result:
        page = self._page(gone)
        self._fetched(page, gone, validators=True)
        page["outcome"] = "gone"
        article = self._work.articles.get(page["article_id"] or 0)
        if article is None or article["held"]:  # a held one was never shown: its removal would be the first that readers see of it
            self._bury(gone.site, gone.fetch, f"http-{gone.fetch.status}", "the site says the page is gone", None)
            return Result(gone.fetch.url, Kind.DEAD)
        self._close_dead_letter(page, gone.fetch.at)
        if article["gone_at"] or article["source_url"] != gone.fetch.url:
            return Result(gone.fetch.url, Kind.GONE, article["id"], article["number"])
        article["gone_at"] = gone.fetch.at
        self._revise(article, self._work.document(article), Change.REMOVAL, page["raw_digest"], gone.fetch.at)
        return Result(gone.fetch.url, Kind.GONE, article["id"], article["number"], Change.REMOVAL)

    # -- articles -----------------------------------------------------------------------------------------------------------------

    def _store(self, saved: Saved | Recleaned, page: Row, raw: str | None, *, new_bytes: bool) -> Result:
        key = article_key(saved)
        article = self._work.at(key)
        if article is not None and self._is_copy(saved, article, key):
            if likeness(article["text"], saved.article["text"]) >= REWRITE:
                return Result(
                    saved.fetch.url, Kind.DUPLICATE, article["id"], article["number"], duplicate_of=article["id"]
                )
            key = saved.fetch.url
            article = self._work.at(key)
        if article is None:
            article = self._own(page, saved.fetch.url)
        if article is None:
            return self._new(saved, key, raw)
        return self._update(saved, article, key, raw, new_bytes)

    def _is_copy(self, saved: Saved | Recleaned, article: Row, key: str) -> bool:
        """Whether another page than the article's own names the article's URL as its canonical one."""
        return article["source_url"] != saved.fetch.url and key not in (saved.fetch.url, saved.fetch.final_url)

    def _own(self, page: Row, url: str) -> Row | None:
        """The article this very page gave before, under another canonical URL."""
        article = self._work.articles.get(page["article_id"] or 0)
        return article if article is not None and article["source_url"] == url else None

    def _new(self, saved: Saved | Recleaned, key: str, raw: str | None) -> Result:
        at = self._now(saved)
        twin = self._work.hashes.get(saved.article["content_hash"])
        article: Row = {
            "id": self._work.numbers.next(),
            "site": saved.site,
            "url": key,
            "source_url": saved.fetch.url,
            "last_number": 0,
            "saved_at": at,
            "gone_at": None,
            "held": False,
            "duplicate_of": twin,
            "boilerplate_changes": 0,
        }
        self._revise(article, saved.article, Change.NEW, raw, at)
        return Result(saved.fetch.url, Kind.NEW, article["id"], 1, Change.NEW, duplicate_of=twin)

    def _update(self, saved: Saved | Recleaned, article: Row, key: str, raw: str | None, new_bytes: bool) -> Result:
        at, document = self._now(saved), saved.article
        article["source_url"] = saved.fetch.url
        if self._work.ids.get(key, article["id"]) == article["id"]:
            article["url"] = key
        if article["held"]:
            change = Change.NEW
        elif not same(article, document):
            change = classify(article, document)
        elif article["gone_at"]:
            change = Change.RESTORED
        else:
            article["boilerplate_changes"] += int(new_bytes)
            self._work.refresh(article, document, self._run)
            self._work.touch(article)
            return Result(saved.fetch.url, Kind.UNCHANGED, article["id"], article["number"])
        kind = Kind.NEW if article["held"] else Kind.REVISED
        article.update(held=False, gone_at=None)
        self._revise(article, document, change, raw, at)
        return Result(saved.fetch.url, kind, article["id"], article["number"], change)

    def _revise(self, article: Row, document: Document, change: Change, raw: str | None, at: datetime) -> None:
        """Give the article a new current revision."""
        diff = document_diff(article, document) if article["last_number"] else ()
        number, revision = article["last_number"] + 1, self._work.numbers.next()
        self._work.revisions[revision] = {
            "id": revision,
            "article_id": article["id"],
            "number": number,
            "change": change.value,
            "at": at,
            "document": pack_json(document),
            "diff": pack_json(diff) if diff else None,
            "cause": "reclean" if self._recleaned_at else "crawl",
            "run": self._run,
            "held": False,
            "raw_digest": raw,
            "position": None if self._run else revision,
        }
        article.update(revision_id=revision, number=number, last_number=number, change=change.value, changed_at=at)
        self._work.put_article(article, document)

    # -- the page's own state -----------------------------------------------------------------------------------------------------

    def _page(self, outcome: Outcome | Recleaned) -> Row:
        """The state of the outcome's URL, begun when it was never listed."""
        fetch = outcome.fetch
        if fetch.url not in self._work.pages:
            self._work.pages[fetch.url] = new_page(fetch.url, outcome.site, fetch.at)
        return self._work.pages[fetch.url]

    def _fetched(self, page: Row, outcome: Outcome, *, validators: bool) -> None:
        fetch = outcome.fetch
        page.update(
            fetched_at=fetch.at,
            last_seen=fetch.at,
            next_due=outcome.next_due,
            status=fetch.status,
            failures=0,
            hint=None,
        )
        if validators:
            page.update(etag=fetch.etag, last_modified=fetch.last_modified)

    def _keep_raw(self, page: Row, fetch: Fetch, raw: bytes | Packed | None, name: str | None) -> None:
        if raw is None or name is None:
            return
        if name != page["raw_digest"]:
            if name not in self._work.blobs:
                self._work.blobs[name] = raw_blob(raw if isinstance(raw, Packed) else Packed(name, len(raw), pack(raw)))
            self._work.fetches.append(raw_fetch(page["site"], fetch, name))
        page["raw_digest"] = name

    def _bury(self, site: str, fetch: Fetch, reason: str, detail: str, raw: str | None) -> None:
        letter = self._work.dead.get(fetch.url) or {"url": fetch.url, "first_at": fetch.at, "tries": 0}
        letter.update(
            site=site, reason=reason, detail=storable(detail)[:1000], last_at=fetch.at, status=fetch.status or None
        )
        letter.update(tries=letter["tries"] + 1, raw_digest=raw, closed_at=None)
        self._work.dead[fetch.url] = letter

    def _sample(self, outcome: Saved | Dead) -> None:
        if (sample := outcome.sample) is not None:
            row = {
                "id": self._work.numbers.next(),
                "site": outcome.site,
                "template": sample.template,
                "run": self._run,
                "sound": self._run is None,
                "measures": dict(sample.measures),
                "at": outcome.fetch.at,
                "confidence": sample.measures.get("confidence"),
                "text_chars": sample.measures.get("text_chars"),
            }
            self._work.samples.append(row)


def _name(raw: bytes | Packed | None) -> str | None:
    """The name of a raw page."""
    if raw is None:
        return None
    return raw.digest if isinstance(raw, Packed) else digest(raw)
