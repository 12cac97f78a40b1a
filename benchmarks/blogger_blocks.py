"""Blocks that stand between a post's paragraphs and belong to it: headings, lists, quotes, tables, verse, code, and pictures."""

from __future__ import annotations

import html

from benchmarks import blogger_prose as prose
from benchmarks.blogger_editors import Body


def image(body: Body) -> None:
    """A picture as Blogger's editor sets it, with a caption half of the time."""
    random = body.random
    source = f"https://pictures.example/{random.randrange(999)}.jpg"
    if random.random() < 0.5:
        body.markup.append(f'<div class="separator" style="clear: both;"><a href="{source}" style="margin-left: 1em;"><img border="0" src="{source}" /></a></div>')
        return
    caption = f"Picture: {prose.name(random)}, {random.randrange(1950, 2023)}"
    body.debris.append(caption)
    body.markup.append(random.choice((
        f'<table align="center" cellpadding="0" class="tr-caption-container"><tbody><tr><td style="text-align: center;"><a href="{source}"><img src="{source}" /></a></td></tr>'
        f'<tr><td class="tr-caption" style="text-align: center;">{caption}</td></tr></tbody></table>',
        f'<figure><img src="{source}" alt="" /><figcaption>{caption}</figcaption></figure>',
    )))  # fmt: skip


def heading(body: Body) -> None:
    """A sub-heading."""
    text = prose.title(body.random)
    body.truth.append(text)
    text = html.escape(text, quote=False)
    tag = body.random.choice(("h2", "h3", "h4"))
    body.markup.append(body.random.choice((f"<{tag}>{text}</{tag}>", f'<{tag} style="text-align: left;"><b>{text}</b></{tag}>')))


def bullets(body: Body) -> None:
    """A list."""
    items = [prose.paragraph(body.random, 1) for _ in range(body.random.randint(2, 4))]
    body.truth += items
    tag = body.random.choice(("ul", "ol"))
    wrap = body.random.choice(("{}", "<p>{}</p>", "<span>{}</span>"))
    body.markup.append(f"<{tag}>" + "".join(f"<li>{wrap.format(item)}</li>" for item in items) + f"</{tag}>")


def quote(body: Body) -> None:
    """A block quote."""
    text = prose.paragraph(body.random, 2)
    body.truth.append(text)
    body.markup.append(body.random.choice((f"<blockquote>{text}</blockquote>", f'<blockquote class="tr_bq"><p>{text}</p></blockquote>')))


def notice(body: Body) -> None:
    """A notice that a theme's shortcode marks; the marker goes, the words stay."""
    text = prose.paragraph(body.random, 1)
    body.truth.append(text)
    marker = body.random.choice(("(alert-warning)", "(alert-success)", "(alert-error)", "{alertInfo}", "{alertWarning}", "(alert-passed)"))
    body.debris.append(marker)
    body.markup.append(body.random.choice((f"<blockquote>{marker} {text}</blockquote>", f"<blockquote><p>{marker}{text}</p></blockquote>")))


def quoted_shortcode(body: Body) -> None:
    """Prose about a shortcode, and code that shows one."""
    text = f"Themes read the line #buttons=(Ok, Go it!) #days=(20) before {prose.sentence(body.random).lower()}"
    body.truth.append(text)
    body.markup.append(f"<p>{text}</p>")


def table(body: Body) -> None:
    """A table of figures: a line a row."""
    rows = [["Ward", "Votes"]] + [[prose.label(body.random), str(body.random.randrange(9000))] for _ in range(body.random.randint(2, 4))]
    body.truth.append("\n".join(" | ".join(row) for row in rows))
    cells = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    body.markup.append(f'<table border="1" style="width: 100%;"><tbody>{cells}</tbody></table>')


def verse(body: Body) -> None:
    """Lines with single breaks: one block of several lines."""
    lines = [prose.sentence(body.random) for _ in range(body.random.randint(2, 4))]
    body.truth.append("\n".join(lines))
    tag = body.random.choice(("p", "div", "blockquote"))
    body.markup.append(f"<{tag}>" + "<br />".join(lines) + f"</{tag}>")


def code(body: Body) -> None:
    """Code that shows what looks like shortcodes."""
    body.truth.append("(toc)\n(ads1)\n#buttons=(Ok, Go it!) #days=(20)")
    body.markup.append("<pre>(toc)\n(ads1)\n#buttons=(Ok, Go it!) #days=(20)</pre>")


def drop_cap(body: Body) -> None:
    """A first letter in a paragraph of its own, floating beside the next."""
    text = prose.paragraph(body.random, 2)
    while not text[0].isalpha():
        text = prose.paragraph(body.random, 2)
    body.truth.append(text)
    body.markup.append(f'<p><span style="float: left; font-size: 58px;">{text[0]}</span></p><div>{text[1:]}</div>')


def anchored_heading(body: Body) -> None:
    """A heading whose id is made of its words, as scripts for tables of contents write it."""
    text = body.random.choice(
        ("Related work", "Share prices", "Social life", "The author and her ads", "Subscribe or not", "Tags and labels", "Table of contents, lost")
    )
    body.truth.append(text)
    name = text.lower().replace(" ", body.random.choice("-_")).replace(",", "")
    body.markup.append(
        body.random.choice((f'<h2 id="{name}">{text}</h2>', f'<h3><span id="{name}">{text}</span></h3>', f'<h2 id="toc_{len(body.truth)}">{text}</h2>'))
    )


def foreign(body: Body) -> None:
    """A paragraph in another script."""
    text = prose.foreign(body.random)
    body.truth.append(text)
    body.markup.append(body.random.choice((f"<p>{text}</p>", f'<div dir="rtl">{text}</div>', f"<div><span>{text}</span></div>")))


def styled_paragraph(body: Body) -> None:
    """Paragraphs with class names that owners paste along with the words."""
    text = prose.paragraph(body.random, 2)
    body.truth.append(text)
    name = body.random.choice((
        "elementor-widget-text-editor", "wp-block-paragraph", "td-post-content", "text-token-text-primary", "article-text highlight-box", "yj6qo",
        "c-paragraph lead", "info-box", "summary-box", "kt-adv-heading", "css-1x2 e1", "story-text",
    ))  # fmt: skip
    body.markup.append(f'<div class="{name}"><p class="lead">{text}</p></div>')


def nested_list(body: Body) -> None:
    """A list in a list."""
    items = [prose.sentence(body.random) for _ in range(4)]
    body.truth += items
    body.markup.append(f"<ul><li>{items[0]}<ul><li>{items[1]}</li><li>{items[2]}</li></ul></li><li>{items[3]}</li></ul>")


def bold_line(body: Body) -> None:
    """A heading that is only bold, or underlined, or centred."""
    text = prose.title(body.random)
    body.truth.append(text)
    text = html.escape(text, quote=False)
    body.markup.append(
        body.random.choice((
            f"<p><b>{text}</b></p>", f"<div><u>{text}</u></div>", f"<center><b><span>{text}</span></b></center>",
            f"<div style='text-align:center'><strong>{text}</strong></div>",
        ))
    )  # fmt: skip


def definitions(body: Body) -> None:
    """Questions and answers: a definition list or disclosure."""
    first, second = prose.title(body.random) + "?", prose.paragraph(body.random, 1)
    body.truth += [first, second]
    first = html.escape(first, quote=False)
    body.markup.append(
        body.random.choice((f"<dl><dt>{first}</dt><dd>{second}</dd></dl>", f"<details open><summary>{first}</summary><p>{second}</p></details>"))
    )


BLOCKS = (
    heading, bullets, quote, notice, quoted_shortcode, image, image, table, verse, code, drop_cap, anchored_heading, foreign, styled_paragraph, nested_list,
    bold_line, definitions,
)  # fmt: skip
