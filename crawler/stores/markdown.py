"""One Markdown file an article: YAML front matter, headline, text."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from crawler.stores.files import replacing
from crawler.stores.outcomes import Document
from crawler.stores.packing import instant, storable
from crawler.stores.records import Stored

FRONT_MATTER = (
    "title", "url", "canonical_url", "site_name", "authors", "published", "modified", "section", "tags", "language",
    "description", "kind", "paywalled", "word_count", "content_hash", "confidence",
)  # fmt: skip

_SLUG_BYTES = 80
# Not printable in YAML, or line breaks there and nowhere else; JSON's own escapes are YAML's too.
_YAML_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def write_markdown(folder: Path, article: Document | Stored) -> Path:
    """Write an article into a folder (made when missing), in place of an earlier version of it.

    Returns:
        The file's path, always directly inside `folder`.

    Raises:
        OSError: the file cannot be written.
    """
    document = article.document if isinstance(article, Stored) else article
    gone_at = article.gone_at if isinstance(article, Stored) else None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(document)
    with replacing(path) as file:
        file.write(markdown(document, {"gone": gone_at.isoformat()} if gone_at else {}))
    return path


def markdown(document: Document, more: Document | None = None) -> str:
    """The whole file: front matter between `---` lines, the headline, the text; `more` are further front matter fields."""
    fields = {name: document[name] for name in FRONT_MATTER if document.get(name) not in (None, "", [])} | dict(
        more or {}
    )
    front = "\n".join(f"{name}: {_yaml(value)}" for name, value in fields.items())
    title = " ".join(storable(document.get("title")).split())
    body = storable(document.get("markdown") or document.get("text")).strip()
    return f"---\n{front}\n---\n\n" + (f"# {_escaped(title)}\n\n" if title else "") + f"{body}\n"


def file_name(document: Document) -> str:
    """`<date>-<slug>-<hash>.md`: the date of publication, the address's last words, and a hash of the address, which makes it unique.

    It follows from the address and date alone, so that a new headline overwrites the article's file. ASCII letters, digits and hyphens only,
    at most 120 bytes: no folder, no reserved name, no hidden file.
    """
    address = storable(document.get("canonical_url") or document.get("url"))
    date = instant(document.get("published"))
    words = _slug(_last_part(address)) or _slug(storable(document.get("title"))) or "article"
    mark = hashlib.sha256((address or storable(document.get("text"))).encode()).hexdigest()[:8]
    return f"{date.date().isoformat() if date else 'undated'}-{words}-{mark}.md"


def _last_part(address: str) -> str:
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    return re.sub(r"\.\w{1,5}$", "", path.rstrip("/").rsplit("/", 1)[-1])


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower())[:_SLUG_BYTES].strip("-")


def _yaml(value: object) -> str:
    """A value as YAML in flow style: JSON, which YAML includes, with what YAML would not take escaped."""
    text = storable(json.dumps(value, ensure_ascii=False, default=str))
    return _YAML_UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _escaped(title: str) -> str:
    """A headline with what Markdown would read as markup escaped."""
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", title)
