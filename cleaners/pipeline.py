"""The cleaner's algorithm, top to bottom."""

from __future__ import annotations

import gc
import html as markup
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from cleaners import assemble, embedded, fallback, kinds, neighbours, profiles, rules, scorer, sites
from cleaners.article import Article
from cleaners.assemble.rendering import StoredRendering, TreeRendering
from cleaners.assemble.structure import common_row
from cleaners.blocks import read_blocks
from cleaners.decide import ProfileBody, confidence, decide, remember
from cleaners.ends import without_byline, without_title
from cleaners.errors import EmptyPage, NotAnArticle
from cleaners.memory import SiteMemory
from cleaners.metadata import Context, read_metadata
from cleaners.mojibake import mended_text
from cleaners.page import Page, read_page
from cleaners.profiles import Profile
from cleaners.records import Block, Decision, Element, Metadata, Options, PageBlocks
from cleaners.rules import Rulings
from cleaners.saved_text import clean_saved
from cleaners.standfirst import with_standfirst


def clean(
    html: bytes | str, url: str | None = None, *, options: Options | None = None, memory: SiteMemory | None = None
) -> Article:
    """Clean one page.

    Args:
        html: the page; bytes are decoded as a browser would (BOM, HTTP charset from `options`, `<meta>`, then detection).
        url: where it was fetched; relative links and the site's profile need it.
        options: what else is known of the page, and which rules to use.
        memory: what was learnt of the site's other pages (`cleaners.SiteMemory`).

    Returns:
        The article: its text, metadata, confidence, and the ledger of what was removed.

    Raises:
        EmptyPage: no text at all.
        NotHtml: the bytes are of another media type.
        NotAnArticle: text, but no article (hub, error page, consent wall …).
        PageTooLarge: the page passes a bound.
        BadRule: a rule or profile file named in `options` is invalid.
    """
    if memory is not None:
        options = replace(options or Options(), memory=memory)
    with _no_collection():
        return clean_page(read_page(html, url, options))


@contextmanager
def _no_collection() -> Iterator[None]:
    """The cycle collector at rest: a page makes thousands of objects and no cycle, and looking for some among all of the program's takes a tenth of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def clean_page(page: Page) -> Article:
    """Clean a page that is parsed already; it raises what `clean` raises.

    Where the markup holds no sentence of an article, the page's own data may (`cleaners.embedded`).
    """
    try:
        article = _cleaned(page)
    except (EmptyPage, NotAnArticle) as error:
        if error.code not in embedded.CODES or (filled := embedded.article_page(page)) is None:
            raise
    else:
        if not embedded.is_hollow(article.text) or (filled := embedded.article_page(page)) is None:
            return article
    article = _cleaned(filled)
    return replace(article, metadata=replace(article.metadata, notes=(*article.metadata.notes, embedded.NOTE)))


def _cleaned(page: Page) -> Article:
    judged = judge(page)
    if judged.profile and (code := judged.profile.refusal(judged.page)):
        raise NotAnArticle(f"so says the profile {judged.profile.name}", code=code)
    kept = judged.kept()
    kinds.check(judged.page, judged.found, judged.decisions, kept)
    text = assemble.text(kept)
    metadata = _metadata(judged, kept, text)
    blocks = judged.found.blocks
    days = [day for day in (metadata.published, metadata.modified) if day]
    judged = judged.decided(without_byline(blocks, without_title(blocks, judged.decisions, metadata.title), metadata.authors, days))
    if (left := judged.kept()) != kept:
        kept, text = left, assemble.text(left)
    if not text:
        raise NotAnArticle("no text is left beside the headline, byline and captions")
    rendering = TreeRendering(judged.page, judged.found, judged.decisions, kept, judged.rulings.edits)
    return Article(page.url, text, metadata, confidence(judged.found, judged.decisions), rendering)


def clean_text(text: str) -> Article:
    """Clean text that was saved with the debris of its page and has no HTML left.

    Raises:
        EmptyPage: there is no text, or nothing but debris.
    """
    saved = clean_saved(mended_text(text))
    if not saved.paragraphs:
        raise EmptyPage("no line of the text is prose")
    found = {"title": saved.title, "site_name": saved.site_name, "authors": saved.authors}
    metadata = Metadata(
        title=saved.title,
        site_name=saved.site_name,
        authors=saved.authors,
        provenance={name: "saved text" for name, value in found.items() if value},
    )
    body = "\n\n".join(saved.paragraphs)
    paragraphs = "\n".join(f"<p>{markup.escape(paragraph)}</p>" for paragraph in saved.paragraphs)
    rendering = StoredRendering(body, paragraphs, (), saved.removed)
    return Article(None, body, metadata, 1.0 if saved.title else 0.8, rendering)


def explain(html: bytes | str, url: str | None = None, *, options: Options | None = None) -> list[tuple[Block, Decision]]:
    """Every block of a page with its decision and reason, in document order; for pages that hold no article too.

    Raises:
        EmptyPage, NotHtml, PageTooLarge, BadRule: as `clean` does.
    """
    judged = judge(read_page(html, url, options))
    return list(zip(judged.found.blocks, judged.decisions, strict=True))


@dataclass(frozen=True)
class Judged:
    """A page with the verdict on each of its blocks.

    Attributes:
        page: the page, after the site's hook.
        profile: the profile that applies, or None.
        body: the profile's body element, or None.
        found: blocks, rule hits, containers.
        rulings: what the rules said.
        decisions: one a block.
    """

    page: Page
    profile: Profile | None
    body: Element | None
    found: PageBlocks
    rulings: Rulings
    decisions: Sequence[Decision]

    def kept(self) -> list[Block]:
        """The article's blocks in order, as the rules edited them."""
        edited = self.rulings.edited
        return [edited.get(d.index, b) for b, d in zip(self.found.blocks, self.decisions, strict=True) if d.keep]

    def container(self, kept: Sequence[Block]) -> Element | None:
        """The profile's body, else the smallest block-level element around all that is kept."""
        if self.body is not None or not kept:
            return self.body
        table = self.found.containers
        return table.elements[common_row(kept, table)]

    def decided(self, decisions: Sequence[Decision]) -> Judged:
        """The same page under other decisions."""
        return Judged(self.page, self.profile, self.body, self.found, self.rulings, decisions)


def judge(page: Page) -> Judged:
    """Profile, blocks, rules, scores, memory, decisions: everything up to the choice of text.

    Raises:
        EmptyPage: the page has no text.
    """
    profile = profiles.choose(page)
    body = profile.body(page) if profile else None
    page, body = sites.apply(page, profile.hook if profile else "", body)
    found = read_blocks(page, rules.index(page.options, body))
    if not found.blocks:
        raise EmptyPage("the page has no text")
    rulings = rules.rulings(found, body, page)
    named = ProfileBody(profile.name, body) if profile and body is not None else None
    scores = None if named else scorer.score(page, found)
    decisions = decide(found, scores, rulings.removed, named)
    if scores is not None and page.options.fallback:
        decisions = fallback.reconsider(page, found, decisions)
    if page.options.memory is not None:
        decisions = remember(found, decisions, page.options.memory, page.options.feed)
    if scores is not None:
        decisions = with_standfirst(page, found, neighbours.settle(found, decisions))
    return Judged(page, profile, body, found, rulings, decisions)


def _metadata(judged: Judged, kept: Sequence[Block], text: str) -> Metadata:
    profile, page = judged.profile, judged.page
    return read_metadata(
        page,
        Context(
            profile=profile.candidates(page) if profile else (),
            blocks=judged.found.blocks,
            decisions=tuple(judged.decisions),
            container=judged.container(kept),
            text=text,
        ),
    )
