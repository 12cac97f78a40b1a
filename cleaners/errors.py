"""Errors of the cleaner, each named by what the caller should do next and carrying a machine-readable reason code."""

from __future__ import annotations


class CleanerError(Exception):
    """Base of every error that `cleaners` raises on purpose.

    Attributes:
        code: stable reason code in kebab case, fit for a dead-letter table or a counter.
        detail: one human sentence; never contains page text.
    """

    code = "cleaner-error"

    def __init__(self, detail: str = "", *, code: str | None = None) -> None:
        self.code = code or type(self).code
        self.detail = detail
        super().__init__(f"{self.code}: {detail}" if detail else self.code)

    def __reduce__(self) -> tuple[object, ...]:
        # Crosses process borders whole: keyword-only arguments are lost by the default pickling of exceptions.
        return _rebuild, (type(self), self.detail, self.code)


class EmptyPage(CleanerError):
    """The page holds no text at all (empty body, only scripts). Do: fetch again later, or in a browser."""

    code = "empty-page"


class NotHtml(CleanerError):
    """The bytes are not HTML or text (image, PDF, archive). Do: don't send this media type here."""

    code = "not-html"


class NotAnArticle(CleanerError):
    """The page has text but no article. Do: treat it as a hub or an error page, never store it as an article.

    Codes: `index-page`, `error-page`, `consent-wall`, `bot-wall`, `search-results`, `no-article-text`.
    """

    code = "no-article-text"


class PageTooLarge(CleanerError):
    """The page passes a bound (bytes, elements). Do: keep the raw bytes, look at it by hand."""

    code = "page-too-large"


class BadRule(CleanerError):
    """A rule or profile file is invalid; the detail names file, line and rule id. Do: mend the file."""

    code = "bad-rule"


class TimedOut(CleanerError):
    """The page took longer than its time limit (`cleaners.guarded`). Do: keep the raw bytes, report the page."""

    code = "cleaner-timeout"


class OutOfMemory(CleanerError):
    """The page needed more memory than its limit (`cleaners.guarded`). Do: keep the raw bytes, report the page."""

    code = "cleaner-memory"


class WorkerDied(CleanerError):
    """The process that cleaned the page crashed or was killed (`cleaners.guarded`). Do: keep the raw bytes, report the page."""

    code = "cleaner-crash"


def _rebuild(kind: type[CleanerError], detail: str, code: str) -> CleanerError:
    return kind(detail, code=code)
