"""Bylines to names: split in every common style, without "by", roles, addresses, handles and dates. Pure text, linear, bounded."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import lru_cache

from cleaners.metadata.datetext import month_number
from cleaners.metadata.sought import Opening, Sought, Stems
from cleaners.metadata.strings import LETTERS, folded, plain
from cleaners.metadata.strings import words as words_of

MAX_BYLINE = 400
"""Longest text taken for a byline; twelve authors with their roles fit."""
_MAX_NAME = 60
_MAX_WORDS = 7
_MAX_NAMES = 40

# "By" and its like, and what stands before names without one.
_LEADS = (
    r"(?:view all (?:posts|articles|stories)|see all posts|more (?:posts|from)|articles|stories|posts|posted|written|published|authored|reported|story|article|words|text|report|recipe|author|authors|analysis|opinion|exclusive|interview|updated)\s*"
    r"(?:and photos\s*|and photographs\s*)?(?:by\b|:)|by\b:?|(?-i:[Bb]y(?=[A-ZÀ-Ý]))|(?:authors?|contributors?)\s*:|(?:this|the)\s(?:article|post|story|piece|guide|report)\s(?:was|is)\s(?:written|authored)\sby\b|author\s+(?-i:(?=[A-Z]))|about the author\s*:?|posted by|"
    r"(?:ein|eine)?\s*(?:bericht|artikel|kommentar|analyse|interview|kolumne|gastbeitrag|beitrag|essay|reportage|rezension|text)?\s*von\b:?|text\s*:|autor(?:en|in|es|a)?\s*:|"
    r"(?:propos recueillis |publié |écrit |article |rédigé )?par\b:?|(?:escrito |publicado |redacción |texto )?por\b:?|redactor[ae]?s?\s*:|"
    r"(?:di|da|a cura di|scritto da|articolo di)\b:?|door onze (?:\w{1,20}[\s-])?(?:verslaggever|redacteur|correspondent)(?:s|en)?\b|(?:von )?unsere[mnr]{1,2} (?:redakteur|reporter|korrespondent|mitarbeiter)(?:in|en)?\b|(?:door|geschreven door|tekst|redactie)\b\s*:?(?=\s*[A-ZÀ-Ý])|(?:av|af|skrevet av|skrevet af|tekst)\b:?(?=\s*[A-ZÀ-Ý])|"
    r"(?:kirjoittanut|teksti|szerző|autorka|autoři|napisał|oleh|penulis|yazan|tác giả|автор(?:ы)?|текст|кореспондент|كتبت?|بقلم|लेखक|מאת|نویسنده|ผู้เขียน|글)\s*:?(?=\s)|文\s*[／/:：]|(?:本[报報])?(?:记者|記者)|撰文\s*[:：]|作者\s*[:：]"
)
_LEAD = re.compile(rf"^(?:[\W_]*(?:{_LEADS})\s*)+", re.IGNORECASE)
_LEADING = Opening(_LEADS)
_SPLIT = re.compile(
    r"\s*(?:;|\||·|•|、|，|／|\n|\t|\s/\s|\s&\s|\s\+\s|&amp;)\s*|\s+(?:and|und|et|y|och|og|en|ja|i|oraz|și|и|та|és|ve|dan|và|with|avec|con|mit)\s+(?=[^\W\d_a-zß-öø-ÿ]|[а-яА-Я]|[a-z]+[A-Z])|\s+e\s+(?=[A-ZÀ-Ý])",
)
_SPLITTING = Stems(
    *";|·•、，／\n\t/&+", *(f" {word} " for word in "and und et y och og en ja i oraz și и та és ve dan và with avec con mit e".split())
)
"""What `_SPLIT` finds in texts on one line."""
_PLACE = re.compile(r",\s+(?:in|for|at|from)\s.*$", re.DOTALL)
"""Where a byline goes on with place, paper or sections: "By Ann Okafor, in Lagos"."""
_COMMA = re.compile(r"\s*,\s*")
_JOINED = re.compile(r"^(?:and|und|et|y|och|og|by)\s+")
_ADDRESS = re.compile(r"\S{1,100}@\S{1,100}\.\S{1,50}|(?:https?://|www\.)\S{1,300}|(?:^|\s)@\w{1,50}")
_BRACKETS = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,120}\]")
_CREDENTIAL = re.compile(
    r"(?:ph\.?\s?d|m\.?d|d\.?o|m\.s|m\.a|b\.a|b\.s|j\.d|m\.?b\.?a|m\.?p\.?h|r\.d|psy\.?d|pharm\.?d|ed\.?d|esq|jr|sr|i{2,3}|iv|msc|bsc|phd|pa-c|lcsw|lmft|cfp®?)\.?", re.IGNORECASE
)
_CAPITALS = re.compile(r"[A-Z]{2,6}(?:[-/][A-Z0-9]{1,5})?(?:\s[A-Z]{2,6})*\.?")
_TRAILING_CREDENTIAL = re.compile(r"(?:[\s,]+(?:MS|MA|MD|RD|RDN|RN|PhD|Ph\.D\.?|MPH|MBA|CPA|DVM|DO|JD|DDS|CFP®?|LCSW|M\.D\.?|BSc|MSc))+$")
_OTHER_HANDS = Sought(
    r"\b(?:(?:(?:medically |expertly |clinically |scientifically )?(?:reviewed|edited|fact[- ]?checked|photographed|illustrated|translated|narrated|approved|provided)|photos?|photography|photographs|images?|"
    r"video|illustrations?|fact[- ]?check|additional reporting|fotos?|bild(?:er)?|übersetzt|traducido|traduit)\s*(?:by\b|von\b|par\b|por\b|of\b|:)|courtesy\b)",
    *"reviewed edited check photo illustrat translated narrated approved provided image video reporting foto bild übersetzt traducido traduit courtesy".split(),
)
_ROLE = Sought(
    r"\b(?:staff|senior|chief|managing|associate|assistant|contributing|deputy|executive|special|political|sports?|business|science|health|technology|tech|news|features?|national|"
    r"foreign|white house|freelance|guest|lead|digital|environment|education|economics?|world|culture|global|investigative|data|crime|local|founder|ceo|cto|co-founder|head of|director|"
    r"professor|president|manager|specialist|expert|consultant|analyst|chef|marketing|content)\b.{0,40}\b(?:writers?|reporters?|editors?|correspondents?|columnists?|journalists?|contributors?|producers?|author|"
    r"manager|director|officer|of|at|specialist|strategist|critic|intern|fellow|analyst|blogger)\b"
    r"|^(?:editor|reporter|writer|author|columnist|correspondent|journalist|contributor|contributors?|producer|editors?|ceo|founder|co-founder|owner|director|freelance|photographer|staff writer|"
    r"redakteur(?:in)?|korrespondent(?:in)?|journaliste?|redacteur|redactor[ae]?|corresponsal|periodista|corrispondente|giornalista|reporterin|volontär(?:in)?|chefredakteur(?:in)?|"
    r"reporters?|journalistin|freier? (?:autor|journalist)(?:in)?|grand reporter|envoyée? spéciale?|correspondante?|toimittaja|dziennikarz|novinář|redaktor(?:ka)?|журналист|кореспондент|기자|특파원|記者)s?$",
    *"staff senior chief managing associate assistant contributing deputy executive special political sport business science health tech news feature national foreign freelance guest lead digital environment education economic "
    "world culture global investigative data crime local founder ceo cto head director professor president manager expert consultant analyst chef marketing content editor reporter writer author columnist correspondent journalist "
    "contributor producer owner photographer redakteur korrespondent redacteur redactor corresponsal periodista corrispondente correspondant giornalista volontär freie envoyé toimittaja dziennikarz novinář redaktor журналист кореспондент 기자 특파원 記者".split(),
    "white house",
)
_NOBODY = frozenset(
    "quelle source sources fuente fuentes fonte bron kilde källa źródło admin administrator unknown anonymous none null undefined guest user editor author webmaster root test n/a na by wordpress superuser posted published updated share follow "
    "home about contact login subscribe comments comment email twitter facebook linkedin instagram redaktion redazione redacción redacao redação rédaction redactie redakcja "
    "toimitus redaktionen newsroom website site blog posts more reply menu search read image photo video related advertisement sponsored follow-us follow us view profile "
    "authors contributors writer reporter staff @ - — | view all posts all posts read more see more".split()
) | {"follow us", "view profile", "view all posts", "all posts", "read more", "see more", "view bio", "full bio", "see full bio", "published posts", "last updated", "twitter facebook", "authored by", "written by", "posted by", "contributing writer", "site admin", "super user", "author bio", "about the author", "the author", "the authors", "guest author", "guest post"}
_DATEISH = re.compile(r"\d{4}|\d{1,2}[:./]\d{1,2}|\d+\s*(?:min|hour|day|week|month|year|comment|share|view|read)", re.IGNORECASE)
_TRAIL = re.compile(
    r"\s+(?:(?:is|was|has|writes|covers|joined|reports)\s.*|(?:for|in|at|from|of|on)\s+(?:the\s+)?[A-Z].*|(?i:(?:last\s)?(?:updated?|modified|edited|published|posted)|on)\b.*|\d.*|(?:기자|특파원|記者)(?:\s.*)?)$", re.DOTALL
)
_CAPITALS_FOR = re.compile(r"\s+(?:FOR|IN|AT)\s.*$", re.DOTALL)
"""What `_TRAIL` tells from names by its small letters, in lines set in capitals."""
_MARKS = " \t.,:;|/\\-–—*•·⋅●\"“”«»()[]<>~_"
_ASIDE = re.compile(r"\s+-\s+.{0,200}$|\s+[–—⋅●]\s+.{0,200}$|\s*:\s.{0,200}$")
_NO_NAME = re.compile(r"[?!=<>{}%$€£]|\.\.\.|…")
_BEFORE_DATE = " \t,.|·•-–—(+:"
_PEN_NAME = re.compile(r"[\w-]{3,40}")
_OPEN_ENDS = frozenset(("for", "from", "at", "with", "in", "on", "dr", "prof", "mr", "mrs", "ms"))
_LITTLE = frozenset("the this that these in on and or but with even when while what how why who our we you they she here there new all now just category categories tags filed last next".split())
PARTICLES = frozenset("de del della di da dos das do du des van von der den ter ten vom zu zum zur al el bin ibn ben la le les y e i and af av of the for 't d' st".split())
_ROLE_NOUNS = frozenset(
    "writer reporter editor journalist columnist correspondent contributor producer author blogger founder co-founder ceo director manager coordinator specialist strategist analyst photographer "
    "critic owner expert consultant instructor head chief therapist nutritionist dietitian attorney professor redakteur redakteurin korrespondent korrespondentin journaliste redactor redactora giornalista".split()
)
_NAMED_DESK = re.compile(r"\b(?:staff|team|board|desk|newsroom|editors|editorial|bureau|redaktion|redazione|redacción|rédaction)\b", re.IGNORECASE)
_CHROME = Sought(
    r"\b(?:log ?in|log ?out|sign (?:in|up)|register|subscribe|menu|links?|posts?|newsletters?|account|archives?|categor(?:y|ies)|comments?|share|advertis\w+|cookies?|view all|archive page|"
    r"fact[- ]?checked|youtube|bluesky|instagram|facebook|twitter|linkedin|tiktok|whatsapp|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|^(?:mon|tue|wed|thu|fri|sat|sun)$",
    *"log sign register subscribe menu link post newsletter account archive categor comment share advertis cookie view check youtube bluesky instagram facebook twitter linkedin tiktok whatsapp mon tue wed thu fri sat sun".split(),
)
"""Words of menus, buttons and dates, which are in nobody's name."""
_WANTS_STOP = re.compile(r"\s(?:[A-Z]\.)+[A-Z]$|\s(?:Jr|Sr)$")
_DIGIT = re.compile(r"\d")


def split_names(text: str, whole: Container[str] = (), *, declared: bool = False) -> list[str]:
    """The names in a byline, in order, each once; [] where it names nobody.

    A text that folded is one of `whole` (publishers with "and" in their name) is one name. In `declared` texts (a field for the author, no
    visible text) names may be in lower case and roles may sign. Single words count as names (desks and pen names), dates, roles and addresses never.
    """
    text = plain(text)[:MAX_BYLINE]
    if (other := _OTHER_HANDS.search(text)) is not None:
        text = text[: other.start()]
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    if "(" in text or "[" in text:
        text = _BRACKETS.sub(" ", text)
    text = _without_lead(text)
    if "," in text:
        text = _PLACE.sub("", text)
    if folded(text.strip(_MARKS)) in whole:
        return [text.strip(_MARKS)]
    found: list[str] = []
    for part in _SPLIT.split(text) if _SPLITTING.any_in(text) else (text,):
        for place, piece in enumerate(_COMMA.split(part) if "," in part else (part,)):
            piece = _JOINED.sub("", piece.strip())
            if place and (_CREDENTIAL.fullmatch(piece) or _CAPITALS.fullmatch(piece) or _ROLE.search(piece)):
                continue
            if name := clean_name(piece, declared=declared):
                found.append(name)
    people = [name for name in found if name.split()[-1].strip(".").lower() not in _ROLE_NOUNS]
    return unique(people or found)[:_MAX_NAMES]


@lru_cache(maxsize=2_000)
def clean_name(text: str, *, declared: bool = False) -> str:
    """One name without lead, role, credentials and stray marks; "" where the text is no name."""
    name = _without_date(_without_lead(text))
    name = _TRAIL.sub("", name)
    name = _CAPITALS_FOR.sub("", name) if name.isupper() else name
    if not name.isascii() or "-" in name or ":" in name:
        name = _ASIDE.sub("", name)
    name = _TRAILING_CREDENTIAL.sub("", name.strip(_MARKS)).strip(_MARKS)
    name = name if declared else _without_role(name)
    name = _once(name)
    name = name + "." if _WANTS_STOP.search(name) else name
    if name.isupper() and len(name) > 5 and " " in name:
        name = " ".join(_recased(word) for word in name.split())
    words = name.split()
    if not words or len(name) > _MAX_NAME or len(words) > _MAX_WORDS or not LETTERS.search(name) or _NO_NAME.search(name):
        return ""
    if folded(name) in _NOBODY or _DATEISH.search(name) or _CHROME.search(name):
        return ""
    if declared and len(words) <= 4:
        return name
    if _NAMED_DESK.search(name):
        return name if any(word[0].isupper() for word in words[:2]) else ""
    return name if _reads_as_name(words) and not _ROLE.search(name) else ""


def _without_lead(text: str) -> str:
    """`text` without "By" and its like at its beginning."""
    text = text.strip()
    if text[:1].isalpha() and not _LEADING.may_open(text):
        return text
    return text[lead.end() :] if (lead := _LEAD.match(text)) is not None else text


def _without_date(text: str) -> str:
    """`text` up to its first digit, and without a month or weekday right before it: names hold none."""
    digit = _DIGIT.search(text)
    if digit is None or _PEN_NAME.fullmatch(text):
        return text
    words = text[: digit.start()].rstrip(_BEFORE_DATE).split()
    while words and month_number(words[-1].strip(_BEFORE_DATE)):
        words.pop()
    return " ".join(words).rstrip(_BEFORE_DATE)


def _once(name: str) -> str:
    """A name that portrait and link give twice ("Ann Okafor Dr. Ann Okafor"), once; without a last word that wants another ("Ann Okafor for")."""
    words = name.split()
    if len(words) > 3:
        again = next((place for place in range(2, len(words) - 1) if words[place : place + 2] == words[:2]), 0)
        words = words[:again] if again else words
    while len(words) > 2 and words[-1].strip(".").lower() in _OPEN_ENDS:
        words.pop()
    return " ".join(words)


def _without_role(name: str) -> str:
    """The first two words (three with an initial or particle) of a name that a role follows without any mark."""
    words = name.split()
    at = next((place for place, word in enumerate(words) if place >= 2 and word.strip(".,").lower() in _ROLE_NOUNS), 0)
    if not at or words[0].isupper():
        return name
    short = len(words[1].strip(".")) == 1 or words[1].lower() in PARTICLES
    return " ".join(words[: min(at, 3 if short else 2)])


def _reads_as_name(words: list[str]) -> bool:
    """Whether words are set like a name: in scripts with capitals, most begin with one; particles do not count."""
    cased = [word for word in words if word[0].isalpha() and word.lower() not in PARTICLES and (word[0].islower() or word[0].isupper())]
    low = sum(word[0].islower() for word in cased)
    if len(words) == 1:
        return low == 0 and (len(words[0]) > 2 or not words[0].isascii()) and words[0].lower() not in _LITTLE
    return low == 0 or (low * 2 < len(cased) and not words[0][0].islower())


def _recased(word: str) -> str:
    """A word of a name set in capitals: "O'NEIL-SMITH" to "O'Neil-Smith"; initials stay."""
    return word if len(word) <= 2 or "." in word else LETTERS.sub(lambda part: part[0].capitalize(), word)


def unique(names: Iterable[str]) -> list[str]:
    """Names in order, without those that differ only by case, or in the order of their words, and without a first or last name of one of them."""
    seen: dict[tuple[str, ...], str] = {}
    for name in names:
        key = tuple(sorted(words_of(name))) or (folded(name),)
        seen.setdefault(key, name)
    if len(seen) < 2:
        return list(seen.values())
    ends = {word for name in seen.values() if " " in name for word in (name.split()[0], name.split()[-1])}
    return [name for name in seen.values() if name not in ends]
