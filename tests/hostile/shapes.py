"""Size and nesting: what takes quadratic time or overruns a stack."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.base import FIRST, HEAD, LAST, MIDDLE, SENTENCES, Hostile, hostile, page, paragraphs


def nested(tag: str, depth: int, inner: str = "", close: bool = True) -> str:
    """`inner` below `depth` elements; `tag` may be a chain such as `ul><li`."""
    closing = "".join(f"</{name.split()[0]}>" for name in reversed(tag.split("><"))) if close else ""
    return f"<{tag}>" * depth + (inner or paragraphs()) + closing * depth


def shapes() -> Iterator[Hostile]:
    for tag in ("div", "span", "b", "i", "font", "em><strong", "blockquote", "ul><li", "ol><li", "dl><dd", "table><tr><td", "section", "center", "form"):
        for depth in (255, 2000, 5000):
            yield hostile(f"{tag} nested {depth} deep", lambda tag=tag, depth=depth: page(nested(tag, depth)))
    # Text that is one link reads like a teaser, so that it need not be kept; it must not stop the cleaner.
    yield hostile("links nested 5,000 deep", lambda: page(nested("a href=/x", 5000)), ())
    for tag in ("div", "b", "ul><li", "table><tr><td", "p"):
        yield hostile(f"{tag} opened 3,000 times and never closed", lambda tag=tag: page(nested(tag, 3000, close=False)))
    for tag in ("div", "p", "b", "li", "td", "table", "html", "body", "button", "br"):
        yield hostile(f"</{tag}> 20,000 times without a beginning", lambda tag=tag: page(paragraphs(FIRST) + f"</{tag}>" * 20_000 + paragraphs(MIDDLE, LAST)))
    many = {
        "<p>": "<p>x", "<br>": "<br>", "<a>": '<a href="/x">y</a> ', "<img>": '<img src="/x.png">', "<span>": "<span></span>", "<div>": "<div></div>",
        "<li>": "<li>x", "<td>": "<td>x", "<input>": "<input>", "<script>": "<script></script>", "<!-- -->": "<!-- -->", "<button>": "<button>x</button>",
        "<svg>": "<svg><path d='M0 0'/></svg>", "<h2>": "<h2>x</h2>", "<figure>": "<figure><img src=x><figcaption>y</figcaption></figure>", "<time>": "<time>10:00</time>",
        "<meta>": "<meta name=a content=b>", "<link>": "<link rel=alternate href=x>", "<style>": "<style>a{}</style>", "<iframe>": "<iframe src=x></iframe>",
    }  # fmt: skip
    for name, markup in many.items():
        count = 40_000 if name in ("<p>", "<br>", "<a>") else 10_000
        wanted = SENTENCES if name not in ("<p>", "<li>", "<td>", "<h2>") else ()
        yield hostile(f"{name} {count:,} times behind the article", lambda markup=markup, count=count: page(paragraphs()) + markup * count, wanted)
    yield hostile("200,000 links", lambda: page(paragraphs() + "<div>" + '<a href="/x">link</a> ' * 200_000 + "</div>"))
    yield hostile("a million <br>", lambda: page(paragraphs(FIRST) + "<br>" * 1_000_000 + paragraphs(MIDDLE, LAST)))
    yield hostile("40,000 paragraphs of prose", lambda: page(paragraphs() + paragraphs(*(f"Sentence {n} of a very long chronicle of the harbour." for n in range(40_000)))), ())
    yield hostile("40,000 attributes on one tag", lambda: page("<div " + " ".join(f"a{n}=1" for n in range(40_000)) + ">" + paragraphs() + "</div>"))
    yield hostile("40,000 equal attributes on one tag", lambda: page("<div " + "a=1 " * 40_000 + ">" + paragraphs() + "</div>"))
    yield hostile("40,000 class names on one element", lambda: page('<div class="' + " ".join(f"c{n}" for n in range(40_000)) + '">' + paragraphs() + "</div>"))
    yield hostile("an attribute of 5 MB", lambda: page(f'<div data-x="{"x" * 5_000_000}">{paragraphs()}</div>'))
    yield hostile("a class of 5 MB", lambda: page(f'<div class="{"x" * 5_000_000}">{paragraphs()}</div>'))
    yield hostile("a style of 1 MB", lambda: page(f'<div style="{"display : " * 100_000}">{paragraphs()}</div>'))
    yield hostile("an href of 1 MB", lambda: page(f'<p><a href="http://x.example/{"a/" * 500_000}">{FIRST}</a> {MIDDLE}</p>{paragraphs(MIDDLE, LAST)}'), (MIDDLE, LAST))
    yield hostile("a title of 2 MB", lambda: page(paragraphs(), HEAD.replace("Second Ferry", "Ferry " * 350_000)))
    yield hostile("a headline of 2 MB", lambda: page(paragraphs()).replace("<h1>Second Ferry", "<h1>" + "Ferry " * 350_000))
    yield hostile("a description of 2 MB", lambda: page(paragraphs(), HEAD + f'<meta name="description" content="{"Ferry " * 350_000}">'))
    yield hostile("a canonical address of 1 MB", lambda: page(paragraphs(), HEAD + f'<link rel="canonical" href="http://x.example/{"a" * 1_000_000}">'))
    yield hostile("an author of 1 MB", lambda: page(paragraphs(), HEAD + f'<meta name="author" content="{"Ines Holm, " * 90_000}">'))
    yield hostile("a date of 1 MB", lambda: page(paragraphs(), HEAD + f'<meta property="article:published_time" content="{"2026-03-12 " * 90_000}">'))
    yield hostile("a tag name of 1 MB", lambda: page(f"<{'x' * 1_000_000}>{paragraphs()}"))
    yield hostile("10 MB without a space", lambda: page(paragraphs() + f"<div>{'x' * 10_000_000}</div>"))
    yield hostile("10 MB of spaces", lambda: page(paragraphs(FIRST) + " " * 10_000_000 + paragraphs(MIDDLE, LAST)))
    yield hostile("a paragraph of 5 MB", lambda: page(paragraphs() + f"<p>{'The ferry sails at eight. ' * 200_000}</p>"), ())
    yield hostile("a paragraph of 100,000 inline elements", lambda: page(paragraphs() + "<p>" + "<b>bold</b> <i>it</i> " * 50_000 + "</p>"), ())
    yield hostile("a table of 20,000 cells", lambda: page(paragraphs() + "<table>" + "<tr><td>1</td><td>2</td></tr>" * 10_000 + "</table>"))
    yield hostile("a table of 50,000 cells", lambda: page(paragraphs() + "<table>" + ("<tr>" + "<td>1</td>" * 5 + "</tr>") * 10_000 + "</table>"))
    yield hostile("a table with colspan 10^9", lambda: page(paragraphs() + "<table><tr><th colspan=1000000000>a</th><th>b</th></tr><tr><td rowspan=999999999>1</td><td>2</td></tr></table>"))
    yield hostile("a list that starts at 10^30", lambda: page(paragraphs() + f"<ol start={'9' * 30}><li>{FIRST}</li></ol>"))
    yield hostile("20,000 classes of their own", lambda: page(paragraphs() + "".join(f'<div class="c{n} d{n}" id="i{n}"></div>' for n in range(20_000))))
    yield hostile("20,000 misnested formats", lambda: page(paragraphs(FIRST) + "<b><i>x</b></i>" * 20_000 + paragraphs(MIDDLE, LAST)))
    yield hostile("5,000 formats left open over paragraphs", lambda: page(paragraphs(FIRST) + "<p><b><i>x</p>" * 5_000 + paragraphs(MIDDLE, LAST)), (FIRST,))
