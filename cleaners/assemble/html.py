"""The output tree as a sanitised HTML fragment."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from types import SimpleNamespace

import nh3

from cleaners import _speedups
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


def inline_in_python(runs: Sequence[Run]) -> str:
    """Runs as escaped HTML; a newline is a `<br>`."""
    if len(runs) == 1 and not runs[0].marks:  # most paragraphs
        return _lines_escaped(runs[0].text)
    out: list[str] = []
    open_: tuple[Mark, ...] = ()
    for text, marks in [*runs, Run("", ())]:
        shared = len(shared_marks(open_, marks))
        out += map(_closing, reversed(open_[shared:]))
        out += map(_opening, marks[shared:])
        out.append(_lines_escaped(text))
        open_ = marks
    return "".join(out)


def _opening(mark: Mark) -> str:
    return f'<a href="{escape(mark.href)}">' if mark.href else f"<{mark.tag}>"


def _closing(mark: Mark) -> str:
    return f"</{mark.tag}>"


def _lines_escaped(text: str) -> str:
    return _escaped(text).replace("\n", "<br>")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_compiled = _speedups.outputs and _speedups.outputs.Writer(SimpleNamespace(escaped=_lines_escaped, opening=_opening, closing=_closing), False)


def inline_html(runs: Sequence[Run]) -> str:
    """As `inline_in_python`, by the compiled module where there is one."""
    return inline_in_python(runs) if _speedups.outputs is None or _compiled is None else str(_compiled.inline(runs))
