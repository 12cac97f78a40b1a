"""Broken and misleading markup: what ends a parser early, swallows the article or multiplies it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.hostile.base import FIRST, HEAD, LAST, MIDDLE, SENTENCES, Hostile, hostile, page, paragraphs


def unclosed() -> Iterator[Hostile]:
    yield hostile("no html, head or body", paragraphs())
    yield hostile("no closing tag at all", "<html><body><h1>Second Ferry" + "".join(f"<p>{s}" for s in SENTENCES))
    yield hostile("cut off in the last tag", page(paragraphs() + "<div class="))
    yield hostile("cut off in a comment", page(paragraphs()).replace("<footer>", "<!-- "))
    yield hostile("an unclosed comment behind the article", page(paragraphs() + "<!-- never closed"))
    yield hostile("10,000 comments opened", lambda: page(paragraphs() + "<!-- " * 10_000))
    yield hostile("comments in comments", page(paragraphs(FIRST) + "<!-- <!-- --> -->" + paragraphs(MIDDLE, LAST)))
    yield hostile("a comment closed by --!>", page(paragraphs(FIRST) + "<!-- x --!>" + paragraphs(MIDDLE, LAST)))
    yield hostile("the comment <!-->", page(paragraphs(FIRST) + "<!-->" + paragraphs(MIDDLE, LAST)))
    yield hostile("a conditional comment", page(paragraphs(FIRST) + "<!--[if lt IE 9]><p>old</p><![endif]-->" + paragraphs(MIDDLE, LAST)))
    yield hostile("CDATA in HTML", page(paragraphs(FIRST) + "<![CDATA[ x ]]>" + paragraphs(MIDDLE, LAST)))
    yield hostile("a processing instruction", page(paragraphs(FIRST) + "<?php echo 1 ?>" + paragraphs(MIDDLE, LAST)))
    yield hostile("an unclosed processing instruction", page(paragraphs() + "<?php echo "))
    for tag in ("script", "style", "textarea", "iframe", "noscript", "svg", "math", "select", "object", "template", "xmp"):
        yield hostile(f"an unclosed <{tag}> behind the article", page(paragraphs()).replace("<footer>", f"<{tag}><footer>"))
    for tag in ("button", "svg"):
        # Browsers leave these at the first block-level element or at the end tag, which libxml2 overlooks.
        yield hostile(f"<{tag}> with a div left open in it", page(paragraphs()).replace("<nav>", f"<{tag}><div></{tag}><nav>"))
    yield hostile("<plaintext>", page(paragraphs() + "<plaintext>" + "<p>x"))
    yield hostile("</body> and </html> before the article", page(paragraphs()).replace("<article>", "</body></html><article>"))
    yield hostile("</BODY> before the article, in capitals", page(paragraphs()).replace("<article>", "</BODY></HTML><article>").replace("</body></html>", "</BODY></HTML>"))
    yield hostile("two pages glued together", page(paragraphs(FIRST)) + page(paragraphs(MIDDLE, LAST)), ())
    yield hostile("body in body", page("<body class=x><html lang=de>" + paragraphs() + "</body>"))
    yield hostile("a frameset before the article", page(paragraphs()).replace("<article>", "<frameset><frame src=x></frameset><article>"))
    yield hostile("a second head in the body", page("<head><title>Other</title><base href='http://evil.example/'></head>" + paragraphs()))
    yield hostile("attributes without quotes and ends", page('<div class=a"b id=\'c\' title="d>e" =f /g>' + paragraphs() + "</div>"))
    yield hostile("an attribute that is never closed", page(paragraphs() + '<a href="/x>link</a> <p>text') + '"', ())
    yield hostile("tags cut by <", page(paragraphs(FIRST) + "<p<p<p<div<" + paragraphs(MIDDLE, LAST)), ())
    yield hostile("a million <", lambda: page(paragraphs() + "<" * 1_000_000))
    yield hostile("a million >", lambda: page(paragraphs() + "<p>" + ">" * 1_000_000), (FIRST,))
    yield hostile("200,000 </", lambda: page(paragraphs() + "</" * 200_000), (FIRST,))
    yield hostile("500,000 times </body without >", lambda: page(paragraphs() + "</body" * 200_000), (FIRST,))
    yield hostile("a table with text between its cells", page("<table>" + paragraphs() + "<tr>x<td>y</td></tr></table>"))
    yield hostile("a form in a form in a table", page("<form><table><form><tr><td>" + paragraphs() + "</td></tr></table></form>"))
    yield hostile("paragraphs in paragraphs", page("<p><p>".join(["", *SENTENCES]) + "</p>" * 9))
    yield hostile("headings in headings", page("<h2><h3>a</h2></h3>" + paragraphs()))
    yield hostile("links in links", page("<a href=/a><a href=/b>" + paragraphs() + "</a></a>"), ())
    yield hostile("unknown elements around everything", page("<x-story><x-body>" + paragraphs() + "</x-body></x-story>"))
    yield hostile("namespaced elements", page("<fb:like></fb:like><o:p>" + paragraphs() + "</o:p><x:y:z>"))
    yield hostile("uppercase and mixed case", page(paragraphs()).replace("<p>", "<P>").replace("</p>", "</P>").replace("article", "ArTiClE"))


def doctypes() -> Iterator[Hostile]:
    internal = "<!DOCTYPE html [ <!ENTITY a 'x'> <!ELEMENT p ANY> ]>"
    yield hostile("an internal DTD subset", page(paragraphs(), doctype=internal))
    bomb = "<!DOCTYPE html [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9)) + "]>"
    yield hostile("an entity bomb", page(paragraphs() + "<p>&j;</p>", doctype=bomb))
    yield hostile("an external entity", page(paragraphs() + "<p>&x;</p>", doctype='<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))
    yield hostile("an unclosed DOCTYPE", page(paragraphs(), doctype="<!DOCTYPE html PUBLIC"), ())
    yield hostile("a DOCTYPE of 1 MB", lambda: page(paragraphs(), doctype=f"<!DOCTYPE html {'x' * 1_000_000}>"))
    yield hostile("100 DOCTYPEs", page("<!DOCTYPE html>" * 100 + paragraphs()))


def jsonld() -> Iterator[Hostile]:
    def with_script(content: str, kind: str = "application/ld+json") -> str:
        return page(paragraphs(), HEAD + f'<script type="{kind}">{content}</script>')

    cases = {
        "an unclosed string of 60 kB": '{"@type":"NewsArticle","headline":"' + "a" * 60_000,
        "an unclosed string with 30,000 escapes": '{"@type":"NewsArticle","headline":"' + "\\" * 60_001,
        "5,000 nested arrays": '{"@graph":' + "[" * 5_000 + "]" * 5_000 + "}",
        "50,000 open brackets": "[" * 50_000,
        "100,000 open braces": '{"a":' * 100_000,
        "nodes nested 2,000 deep": '{"@type":"NewsArticle","author":' * 2_000 + '"x"' + "}" * 2_000,
        "100,000 nodes": json.dumps([{"@type": "Thing", "name": "x"}] * 100_000),
        "a number of 100,000 digits": '{"@type":"NewsArticle","wordCount":' + "9" * 100_000 + "}",
        "a number of 10^400": '{"@type":"NewsArticle","wordCount":1e400}',
        "NaN and Infinity": '{"@type":"NewsArticle","wordCount":NaN,"x":-Infinity}',
        "values of the wrong types": '{"@type":["NewsArticle",{}],"headline":{"a":[]},"author":[[["x"]],null,7],"datePublished":{"@value":[]},"image":[null,{}],"keywords":{"a":1},"url":[]}',
        "a list where an object belongs": '[[["x"],null,1,true,"y"]]',
        "a string alone": '"x"',
        "nothing": "",
        "comments and trailing commas": '/* x */ {"@type":"NewsArticle", // y\n "headline":"Second Ferry",}',
        "control characters": '{"@type":"NewsArticle","headline":"a\x01b\x0bc"}',
        "lone surrogates and overrides": '{"@type":"NewsArticle","headline":"\\ud800 Second \\u202e Ferry","author":{"name":"\\udfff"}}',
        "10,000 authors": json.dumps({"@type": "NewsArticle", "author": [{"name": f"Author {n}"} for n in range(10_000)]}),
        "an articleBody of 5 MB": json.dumps({"@type": "NewsArticle", "articleBody": "The ferry sails at eight. " * 200_000}),
        "an articleBody of another article": json.dumps({"@type": "NewsArticle", "articleBody": "Something else entirely is told here. " * 20}),
        "a context to load": '{"@context":"http://evil.example/context","@type":"NewsArticle"}',
        "a date of 2^63": '{"@type":"NewsArticle","datePublished":9223372036854775807}',
        "dates that are none": '{"@type":"NewsArticle","datePublished":"9999-99-99T99:99:99+99:99","dateModified":"0000-00-00"}',
        "a node that names itself": '{"@type":"NewsArticle","@id":"#a","isPartOf":{"@id":"#a"},"author":{"@id":"#a"}}',
    }  # fmt: skip
    for name, content in cases.items():
        yield hostile(f"JSON-LD: {name}", lambda content=content: with_script(content))
    yield hostile("JSON-LD: 5,000 scripts", lambda: page(paragraphs(), HEAD + '<script type="application/ld+json">{"@type":"Thing"}</script>' * 5_000))
    yield hostile("JSON-LD: closed inside a string", with_script('{"@type":"NewsArticle","headline":"a</script><p>injected</p>'))


def misleading() -> Iterator[Hostile]:
    yield hostile("base without a scheme", page(paragraphs(), HEAD + '<base href="//[">'))
    yield hostile("base javascript", page(paragraphs() + "<p><a href=x>link</a></p>", HEAD + '<base href="javascript:alert(1)//">'))
    yield hostile("addresses that cannot be parsed", page(paragraphs() + '<p>See <a href="http://[::1">one</a>, <a href="http://a:b@c:99999999/">two</a> and <a href="//">three</a>.</p>'))
    yield hostile("an id that is a selector", page('<div id="a] > *" class="{}()\\">' + paragraphs() + "</div>"))
    yield hostile("meta with no content", page(paragraphs(), HEAD + "<meta><meta name><meta property=og:title><meta content>"))
    yield hostile("times that are none", page("<time datetime='x'>y</time><time datetime='99999999999999999999'></time>" + paragraphs()))
    yield hostile("hidden copies of the article", page(paragraphs() + f'<div style="display:none">{paragraphs()}</div>'))
    yield hostile("a language of 1,000 letters", page(paragraphs(), html=f'<html lang="{"x" * 1000}">'))
    yield hostile("catastrophic text for lazy patterns", lambda: page(paragraphs() + "<p>" + "a@" * 50_000 + " " + "(" * 20_000 + " " + "1." * 50_000 + "</p>"), (FIRST,))
    yield hostile("catastrophic text for dates", lambda: page(paragraphs() + "<p>" + "12/12/" * 50_000 + " " + "January " * 20_000 + "</p>"), (FIRST,))
    yield hostile("a byline without end", lambda: page('<p class="byline">By ' + "Ines Holm and " * 20_000 + "</p>" + paragraphs()))
    yield hostile("200,000 spaces in a heading", lambda: page(f"<h2>Who{' ' * 200_000}pays</h2>" + paragraphs()))


def markup() -> Iterator[Hostile]:
    yield from unclosed()
    yield from doctypes()
    yield from jsonld()
    yield from misleading()
