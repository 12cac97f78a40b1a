"""How owners' editors write a post: the same blocks as `p`, `div`, `br` or `span` markup, with what else stands in a body."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random


@dataclass
class Body:
    """A post's body under construction: markup, the text that must come out, and the debris that must not."""

    random: Random
    markup: list[str] = field(default_factory=list)
    truth: list[str] = field(default_factory=list)
    debris: list[str] = field(default_factory=list)


def inline(random: Random, text: str) -> str:
    """`text` as inline markup: some words in bold, italics or a link; quotes and dashes as entities here and there."""
    text = html.escape(text, quote=False)
    if random.random() < 0.1:
        text = text.replace(" ", "&nbsp;", 1)
    words = text.split(" ")
    if len(words) > 6 and random.random() < 0.45:
        start = random.randrange(len(words) - 3)
        stop = start + random.randint(1, 3)
        tag = random.choice(('b', 'i', 'em', 'strong', 'u', 'a href="https://elsewhere.example/x"', 'span style="color: #222;"', 'a href="/2022/01/older.html" target="_blank"'))
        words[start] = f"<{tag}>{words[start]}"
        words[stop - 1] += f"</{tag.split()[0]}>"
    text = " ".join(words)
    if random.random() < 0.2:
        text = text.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("€", "&euro;")
    return text


Editor = Callable[[Random, list[str]], str]


def _p(random: Random, blocks: list[str]) -> str:
    return "\n".join(f"<p>{block}</p>" for block in blocks)


def _p_styled(random: Random, blocks: list[str]) -> str:
    gap = random.choice(("", "<p>&nbsp;</p>", "<p><br /></p>"))
    return gap.join(f'<p style="text-align: justify;"><span style="font-family: georgia;">{block}</span></p>' for block in blocks)


def _div(random: Random, blocks: list[str]) -> str:
    return "".join(f"<div>{block}</div><div><br /></div>" for block in blocks)


def _div_span(random: Random, blocks: list[str]) -> str:
    return '<div style="text-align: left;"><br /></div>'.join(
        f'<div style="text-align: justify;"><span style="font-size: medium;"><span>{block}</span></span></div>' for block in blocks
    )


def _br(random: Random, blocks: list[str]) -> str:
    return random.choice(("<br /><br />", "<br />\n<br />\n", "<br>\n&nbsp;<br>\n", "<br /><br /><br />")).join(blocks)


def _wrapped_br(random: Random, blocks: list[str]) -> str:
    return f'<div dir="ltr" style="text-align: left;" trbidi="on">\n{_br(random, blocks)}</div>'


def _span_br(random: Random, blocks: list[str]) -> str:
    return f'<span style="font-family: Arial, Helvetica, sans-serif;">{_br(random, blocks)}</span>'


def _mso(random: Random, blocks: list[str]) -> str:
    return "".join(f'<p class="MsoNormal"><span lang="EN-GB" style="line-height: 107%;">{block}<o:p></o:p></span></p>' for block in blocks)


def _pasted(random: Random, blocks: list[str]) -> str:
    inner = "".join(f'<p data-end="9{n}" data-start="{n}">{block}</p>' for n, block in enumerate(blocks))
    return f'<div class="flex max-w-full flex-col grow"><div class="markdown prose w-full break-words">{inner}</div></div>'


def _nested(random: Random, blocks: list[str]) -> str:
    markup = ""
    for block in reversed(blocks):
        markup = f"<div>{block}<div><br /></div>{markup}</div>"
    return markup


def _unclosed(random: Random, blocks: list[str]) -> str:
    return "\n".join(f"<p>{block}" for block in blocks)


def _misnested(random: Random, blocks: list[str]) -> str:
    return "".join(f"<p><div><font size='3'>{block}</div></font></p>" for block in blocks)


def _span_around(random: Random, blocks: list[str]) -> str:
    return "<span><b id='docs-internal-guid-1f2e' style='font-weight: normal;'>" + "".join(f'<p dir="ltr"><span>{b}</span></p>' for b in blocks) + "</b></span>"


def _mixed(random: Random, blocks: list[str]) -> str:
    return blocks[0] + "".join(f"<div><br /></div><div>{b}</div>" if n % 2 else f"<p>{b}</p>" for n, b in enumerate(blocks[1:]))


EDITORS: dict[str, Editor] = {
    "p": _p, "p-styled": _p_styled, "div": _div, "div-span": _div_span, "br": _br, "wrapped-br": _wrapped_br, "span-br": _span_br, "mso": _mso,
    "pasted": _pasted, "nested": _nested, "unclosed": _unclosed, "misnested": _misnested, "span-around": _span_around, "mixed": _mixed,
}  # fmt: skip
