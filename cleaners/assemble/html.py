"""The output tree as a sanitised HTML fragment."""

from __future__ import annotations

from html import escape

import nh3

from cleaners.assemble.inline import Mark, Run, shared_marks
from cleaners.assemble.tree import Leaf, Node, Table, TableCell

_TAGS = {
    "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "dl", "dt", "dd",
    "table", "tbody", "tr", "th", "td", "a", "strong", "em", "sub", "sup", "del", "br",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_SCHEMES = {"http", "https", "mailto"}


def html(tree: Node) -> str:
    """The tree as HTML of `p h2-h6 ul ol li blockquote pre code dl table a em strong sub sup del br`, one element a line."""
    return sanitise("\n".join(_write(child) for child in tree.children))


def sanitise(fragment: str) -> str:
    """The fragment with nothing in it but our tags, attributes and schemes: a second lock behind the writer's escaping."""
    return nh3.clean(fragment, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)


def _write(child: Node | Leaf | Table) -> str:
    if isinstance(child, Node):
        start = f' start="{child.start}"' if child.start != 1 else ""
        return f"<{child.tag}{start}>{''.join(map(_write, child.children))}</{child.tag}>"
    if isinstance(child, Table):
        rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in child.rows)
        return f"<table><tbody>{rows}</tbody></table>"
    if child.tag == "pre":
        return f"<pre><code>{_escaped(child.runs[0].text)}</code></pre>"
    content = inline_html(child.runs)
    return content if child.tag == "text" else f"<{child.tag}>{content}</{child.tag}>"


def _cell(cell: TableCell) -> str:
    spans = f' colspan="{cell.colspan}"' * (cell.colspan > 1) + f' rowspan="{cell.rowspan}"' * (cell.rowspan > 1)
    texts = [inline_html(runs) for runs in cell.texts]
    content = "".join(f"<p>{text}</p>" for text in texts) if len(texts) > 1 else "".join(texts)
    return f"<{cell.tag}{spans}>{content}</{cell.tag}>"


def inline_html(runs: list[Run]) -> str:
    """Runs as escaped HTML; a newline is a `<br>`."""
    if len(runs) == 1 and not runs[0].marks:  # most paragraphs
        return _escaped(runs[0].text).replace("\n", "<br>")
    out: list[str] = []
    open_: tuple[Mark, ...] = ()
    for text, marks in [*runs, Run("", ())]:
        shared = len(shared_marks(open_, marks))
        out += [f"</{tag}>" for tag, _ in reversed(open_[shared:])]
        out += [f'<a href="{escape(href)}">' if href else f"<{tag}>" for tag, href in marks[shared:]]
        out.append(_escaped(text).replace("\n", "<br>"))
        open_ = marks
    return "".join(out)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
