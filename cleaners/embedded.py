"""Articles that a page carries as data, for its scripts to show: JSON-LD's articleBody, `__NEXT_DATA__` and its like.

Sites that render in the browser send the text along. It is a last resort, for pages whose markup holds no article.
"""

from __future__ import annotations

import html as markup
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from cleaners.page import Page
from cleaners.records import Element

ENOUGH = 300
"""Characters of text from which data is taken for an article's body."""
CODES = frozenset(("empty-page", "no-article-text", "not-an-article"))
"""Reason codes of pages whose data is worth a look."""
NOTE = "the text is from the page's own data"
_SENTENCE_ENDS = (".", "!", "?", "…", "。")
_MOST_NODES = 50_000
_BODY_KEYS = frozenset("articlebody body content html text paragraphs bodyhtml body_html contenthtml blocks story fulltext richtext children elements".split())
_TITLE_KEYS = ("headline", "title")
_ASSIGNED = re.compile(r"^\s*(?:window\.|self\.|var |let |const )?[\w.$\[\]\"']{1,60}\s*=\s*(?=[\[{])")
_TAG = re.compile(r"<(?:p|div|br|h[2-6]|ul|blockquote)\b", re.IGNORECASE)


def article_page(page: Page) -> Page | None:
    """The page with the article that its data holds in place of its body; None where its data holds none.

    An article that its own data says is not free is left alone: what the site shows of it is what there is.
    """
    if any(node.get("isAccessibleForFree") in (False, "False", "false") for node in page.jsonld):
        return None
    if urlsplit(page.url or "").path.strip("/") == "" and page.url:
        return None  # the data of a front page holds everybody's articles
    named = f"{page.meta('og:title')} {page.title_tag}".casefold()
    title, body = max(_candidates(page), key=lambda found: (bool(found[0]) and found[0].casefold() in named, len(found[1])), default=("", ""))
    if len(re.sub(r"<[^>]*>", "", body)) < ENOUGH:
        return None
    title = title or page.meta("og:title") or page.title_tag
    tree = etree.HTML(f"<article><h1>{markup.escape(title)}</h1>{body}</article>", etree.HTMLParser(remove_comments=True, huge_tree=True))
    body_element = tree.find("body") if tree is not None else None
    if body_element is None:
        return None
    root = etree.Element("html", {str(name): str(value) for name, value in page.root.attrib.items()})
    head = page.root.find("head")
    if head is not None:
        root.append(_copied(head))
    root.append(body_element)
    own = {script.text for script in root.iter("script")}
    for script in page.scripts:  # which say who wrote and when
        if script.text and script.text not in own:
            etree.SubElement(body_element, "script", {str(name): str(value) for name, value in script.attrib.items()}).text = script.text
    return Page(root, page.url, page.encoding, page.options)


def is_hollow(text: str) -> bool:
    """Whether a short text has no sentence of any length: a menu that was taken for text."""
    return len(text) < 300 and not has_sentence(text)


def has_sentence(text: str) -> bool:
    """Whether a paragraph of some length ends as a sentence does."""
    return any(len(part) >= 60 and part.rstrip("”\"’)»").endswith(_SENTENCE_ENDS) for part in text.split("\n\n"))


def _copied(element: Element) -> Element:
    return etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(recover=True, huge_tree=True))


def _candidates(page: Page) -> Iterator[tuple[str, str]]:
    """Title and body (HTML) of everything in the page's data that reads like an article."""
    for node in page.jsonld:
        if isinstance(node.get("articleBody"), str):
            yield str(node.get("headline") or ""), _html(node["articleBody"])
    for script in page.scripts:
        text = script.text or ""
        if "json" in (script.get("type") or "") and "ld+json" not in (script.get("type") or ""):
            yield from _articles(_loaded(text))
        elif match := _ASSIGNED.match(text[:200]):
            yield from _articles(_loaded(text[match.end() :]))
    for value in page.flight.values(lambda row: True):
        yield from _articles(value)


def _loaded(text: str) -> Any:
    """The JSON value that a text begins with; None where there is none."""
    try:
        return json.JSONDecoder().raw_decode(text.strip())[0]
    except (ValueError, RecursionError):
        return None


def _articles(data: Any) -> Iterator[tuple[str, str]]:
    """The objects with a title and a body; walked without recursion, to a bound."""
    waiting, seen = [data], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        seen += 1
        if isinstance(node, dict):
            title = next((node[key] for key in _TITLE_KEYS if isinstance(node.get(key), str)), "")
            bodies = [_html(value) for key, value in node.items() if key.lower() in _BODY_KEYS]
            if title and bodies:
                yield title, max(bodies, key=len)
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def _html(value: Any, depth: int = 6) -> str:
    """A body as HTML: HTML itself, plain text with its line breaks, or a list of blocks."""
    if isinstance(value, str):
        if _TAG.search(value):
            return value
        return "".join(f"<p>{markup.escape(part)}</p>" for part in re.split(r"\s*\n\s*", value.strip()) if part)
    if not depth:
        return ""
    if isinstance(value, list):
        return "".join(_html(part, depth - 1) for part in value[:2000])
    if isinstance(value, dict):
        return next((text for key, part in value.items() if key.lower() in _BODY_KEYS and (text := _html(part, depth - 1))), "")
    return ""
