"""Bylines to names: split in every common style, without "by", roles, addresses, handles and dates. Pure text, linear, bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaners.metadata.strings import folded, plain

MAX_BYLINE = 400
"""Longest text taken for a byline; twelve authors with their roles fit."""
_MAX_NAME = 60
_MAX_WORDS = 7
_MAX_NAMES = 40

# "By" and its like, and what stands before names without one.
_LEAD = re.compile(
    r"^(?:[\W_]*(?:(?:posted|written|published|reported|reviewed|edited|story|article|words|text|report|photos?|author|authors|analysis|review|opinion|exclusive|updated)\s*"
    r"(?:and photos\s*|and photographs\s*)?(?:by\b|:)|by\b:?|author\s*:|about the author\s*:?|"
    r"(?:ein|eine)?\s*(?:bericht|artikel|kommentar|analyse|interview|kolumne|gastbeitrag|beitrag|essay|reportage|rezension|text)?\s*von\b:?|text\s*:|autor(?:en|in|es|a)?\s*:|"
    r"(?:propos recueillis |publié |écrit |article |rédigé )?par\b:?|(?:escrito |publicado |redacción |texto )?por\b:?|redactor[ae]?s?\s*:|"
    r"(?:di|da|a cura di|scritto da|articolo di)\b:?|(?:door|geschreven door|tekst|redactie)\b\s*:?(?=\s*[A-ZÀ-Ý])|(?:av|af|skrevet av|skrevet af|tekst)\b:?(?=\s*[A-ZÀ-Ý])|"
    r"(?:kirjoittanut|teksti|szerző|autorka|autoři|napisał|oleh|penulis|yazan|tác giả|автор(?:ы)?|текст|кореспондент)\s*:?(?=\s)|文\s*[／/:：]|記者|撰文\s*[:：])\s*)+",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:;|\||·|•|、|，|／|\n|\t|\s/\s|\s&\s|\s\+\s|&amp;)\s*|\s+(?:and|und|et|y|och|og|en|ja|i|oraz|și|и|та|és|ve|dan|và|with|avec|con|mit)\s+(?=[^\W\d_a-zß-öø-ÿ]|[а-яА-Я]|[a-z]+[A-Z])|\s+e\s+(?=[A-ZÀ-Ý])",
)
_COMMA = re.compile(r"\s*,\s*")
_ADDRESS = re.compile(r"\S{1,100}@\S{1,100}\.\S{1,50}|(?:https?://|www\.)\S{1,300}|(?:^|\s)@\w{1,50}")
_BRACKETS = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]")
_CREDENTIAL = re.compile(
    r"^(?:ph\.?\s?d|m\.?d|d\.?o|m\.?s\.?w?|m\.?a|b\.?a|b\.?s|j\.?d|m\.?b\.?a|m\.?p\.?h|r\.?d\.?n?|r\.?n|l\.?d\.?n?|lcsw|lmft|cpa|cfp®?|cfa|esq|jr|sr|i{2,3}|iv|ed\.?d|psy\.?d|pharm\.?d|dds|dvm|pe|cscs|"
    r"facp|faclm|fand|mph|msc|bsc|mba|phd|fnp|np|pa-c|cissp|pmp|[A-Z]{2,6}(?:-[A-Z]{1,4})?)\.?$"
    , re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:staff|senior|chief|managing|associate|assistant|contributing|deputy|executive|special|political|sports?|business|science|health|technology|tech|news|features?|national|"
    r"foreign|white house|freelance|guest|lead|digital|environment|education|economics?|world|culture|global|investigative|data|crime|local|founder|ceo|cto|co-founder|head of|director|"
    r"professor|president|manager|specialist|expert|consultant|analyst|chef|marketing|content)\b.{0,40}\b(?:writers?|reporters?|editors?|correspondents?|columnists?|journalists?|contributors?|producers?|author|"
    r"manager|director|officer|of|at|specialist|strategist|critic|intern|fellow|analyst|blogger)\b"
    r"|^(?:editor|reporter|writer|author|columnist|correspondent|journalist|contributor|contributors?|producer|editors?|ceo|founder|co-founder|owner|director|freelance|photographer|staff writer|"
    r"redakteur(?:in)?|korrespondent(?:in)?|journaliste?|redacteur|redactor[ae]?|corresponsal|periodista|corrispondente|giornalista|reporterin|volontär(?:in)?|chefredakteur(?:in)?|"
    r"reporters?|journalistin|freier? (?:autor|journalist)(?:in)?|grand reporter|envoyée? spéciale?|correspondante?|toimittaja|dziennikarz|novinář|redaktor(?:ka)?|журналист|кореспондент|기자|특파원|記者)s?$",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    "admin administrator unknown anonymous none null undefined guest user editor author webmaster root test n/a na by wordpress superuser posted published updated share follow "
    "home about contact login subscribe comments comment email twitter facebook linkedin instagram redaktion redazione redacción redacao redação rédaction redactie redakcja "
    "toimitus redaktionen newsroom website site blog posts more reply menu search read image photo video related advertisement sponsored follow-us follow us view profile "
    "authors contributors writer reporter staff @ - — | view all posts all posts read more see more".split()
) | {"follow us", "view profile", "view all posts", "all posts", "read more", "see more", "view bio", "full bio", "see full bio", "site admin", "super user", "author bio", "about the author", "guest author", "guest post"}
_DATEISH = re.compile(r"\d{4}|\d{1,2}[:./]\d{1,2}|\d+\s*(?:min|hour|day|week|month|year|comment|share|view|read)", re.IGNORECASE)
_TRAIL = re.compile(
    r"\s+(?:(?:is|was|has|writes|covers|joined|reports)\s.*|(?:for|in|at|from|of|on)\s+(?:the\s+)?[A-Z].*|(?:updated|published|posted|last|on)\b.*|\d.*|기자|특파원|記者)$", re.DOTALL
)
_LETTERS = re.compile(r"[^\W\d_]")


def split_names(text: str) -> list[str]:
    """The names in a byline, in order, each once; [] where it names nobody.

    Single words count as names (desks and pen names), dates, roles and addresses never.
    """
    text = plain(text)[:MAX_BYLINE]
    text = _ADDRESS.sub(" ", text)
    text = _BRACKETS.sub(" ", text)
    text = _LEAD.sub("", text.strip())
    found: list[str] = []
    for part in _SPLIT.split(text):
        pieces = _COMMA.split(part)
        for place, piece in enumerate(pieces):
            piece = re.sub(r"^(?:and|und|et|y|och|og|by)\s+", "", piece.strip()) if place or len(pieces) > 1 else piece
            if place and _CREDENTIAL.match(piece) and not _is_name_like(piece):
                continue
            if place and _ROLE.search(piece):
                continue
            if name := clean_name(piece):
                found.append(name)
    return unique(found)[:_MAX_NAMES]


def clean_name(text: str) -> str:
    """One name without lead, role and stray marks; "" where the text is no name."""
    name = _LEAD.sub("", text.strip())
    name = _TRAIL.sub("", name)
    name = re.sub(r"\s+-\s+.{0,200}$|\s+[–—]\s+.{0,200}$|\s*:\s.{0,200}$", "", name)
    name = name.strip(" \t.,:;|/\\-–—*•·\"“”«»()[]<>~_")
    if name.isupper() and len(name) > 5 and " " in name:
        name = " ".join(_recased(word) for word in name.split())
    if not name or len(name) > _MAX_NAME or len(name.split()) > _MAX_WORDS or not _LETTERS.search(name):
        return ""
    if folded(name) in _NOBODY or _DATEISH.search(name) or _ROLE.search(name) and not name.istitle():
        return ""
    return name


def _recased(word: str) -> str:
    """A word of a name set in capitals: "O'NEIL-SMITH" to "O'Neil-Smith"; initials stay."""
    return word if len(word) <= 2 or "." in word else re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)


def _is_name_like(piece: str) -> bool:
    return " " in piece


def unique(names: Iterable[str]) -> list[str]:
    """Names in order, without those that differ only by case, or in the order of their words."""
    seen: dict[tuple[str, ...], str] = {}
    for name in names:
        key = tuple(sorted(re.findall(r"\w+", folded(name)))) or (folded(name),)
        seen.setdefault(key, name)
    return list(seen.values())
