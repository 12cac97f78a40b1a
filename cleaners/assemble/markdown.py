"""The output tree as Markdown: CommonMark with GitHub's tables and strikethrough; literal text stays literal.

Written here rather than by markdownify over the HTML: that takes time quadratic in the length of a list, writes code that holds a
fence into a fence of the same length, and emphasis that CommonMark does not read as such (`**word.**next`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import SimpleNamespace

from cleaners import _speedups
from cleaners.assemble.emphasis import DELIMITERS, PLAIN, writable
from cleaners.assemble.inline import Mark, Run, shared_marks
from cleaners.assemble.tree import Leaf, Node, Table

# What would be read as markup anywhere in a line (first a plain set of characters, which is what makes the search fast) …
_SPECIAL = re.compile(
    r"[\\`*\[\]~|_<&](?:(?<=[\\`*\[\]~|])|(?<=_)(?:(?<![^\W_]_)|(?![^\W_]))|(?<=<)(?=[A-Za-z/!?])|(?<=&)(?=#?\w{1,40};))"
)
# … and what only at the start of one: bullets, quotes, headings and their underlines, rules, numbers.
_LINE_START = re.compile(r"^(?:([>:])|([-+])(?=\s|$)|(-)-+\s*$|(#{1,6})(?=\s|$)|(=)=*\s*$|(\d{1,9})([.)])(?=\s|$))")
_NO_ADDRESS = re.compile(r"[<>\s\\|]")  # what would end an address or the cell it stands in


def markdown(tree: Node) -> str:
    """The whole tree as Markdown, without a newline at the end."""
    return "\n".join(_lines(tree)).strip("\n")


def _lines(node: Node) -> list[str]:
    """The lines of what a node holds, a blank one between block elements."""
    lines: list[str] = []
    before: Node | Leaf | Table | None = None
    marker = 0
    for child in node.children:
        if before is not None and not (isinstance(child, Node) and isinstance(before, Leaf) and before.tag == "text"):
            lines.append("")
        # Two lists in a row would be read as one, but for their markers.
        marker = 1 - marker if isinstance(child, Node) and isinstance(before, Node) and child.tag == before.tag else 0
        lines += _element(child, marker)
        before = child
    return lines


def _element(child: Node | Leaf | Table, marker: int) -> list[str]:
    if isinstance(child, Table):
        return _table(child)
    if isinstance(child, Leaf):
        return _leaf(child)
    if child.tag in ("ul", "ol"):
        return _list(child, marker)
    lines = _lines(child)
    return [f"> {line}".rstrip() for line in lines] if child.tag == "blockquote" else lines


def _leaf(leaf: Leaf) -> list[str]:
    if leaf.tag == "pre":
        return _fenced(leaf.runs[0].text)
    content = inline_markdown(leaf.runs)
    if leaf.tag[0] == "h":
        title = " ".join(content.split())
        return [f"{'#' * int(leaf.tag[1])} {re.sub(r'(#+)$', _escape_each, title)}"]
    lines = [_line(line.strip()) for line in content.split("\n")]
    return [f"{line}\\" for line in lines[:-1]] + lines[-1:]


def _line(line: str) -> str:
    """A line of a paragraph, with what would make it the start of another block element escaped."""
    found = _LINE_START.match(line)
    return _escape_start(found) + line[found.end() :] if found else line


def _fenced(code: str) -> list[str]:
    fence = "```"
    while fence in code:
        fence += "`"
    return [fence, *code.split("\n"), fence]


def _list(node: Node, marker: int) -> list[str]:
    lines: list[str] = []
    loose = any(isinstance(child, Leaf) and child.tag == "p" for item in node.children if isinstance(item, Node) for child in item.children)
    for number, item in enumerate(node.children, node.start):
        bullet = f"{number}{'.)'[marker]} " if node.tag == "ol" else f"{'-*'[marker]} "
        content = _lines(item) if isinstance(item, Node) else _element(item, 0)
        if lines and loose:
            lines.append("")
        lines.append(bullet + content[0])
        lines += [(" " * len(bullet) + line).rstrip() for line in content[1:]]
    return lines


def _table(table: Table) -> list[str]:
    rows = [
        [text for cell in row for text in (_cell_text(cell.texts), *[""] * (cell.colspan - 1))] for row in table.rows
    ]
    width = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return [lines[0], f"|{' --- |' * width}", *lines[1:]]


def _cell_text(texts: list[list[Run]]) -> str:
    return " ".join(" ".join(inline_markdown(runs, in_table=True).split()) for runs in texts)


def inline_markdown(runs: Sequence[Run], in_table: bool = False) -> str:
    """As `inline_in_python`, by the compiled module where there is one."""
    return inline_in_python(runs, in_table) if _speedups.outputs is None or _compiled is None else str(_compiled.inline(runs, in_table))


def inline_in_python(runs: Sequence[Run], in_table: bool = False) -> str:
    """Runs as one stretch of inline Markdown; a newline of the text stays a newline."""
    if len(runs) == 1 and not runs[0].marks:  # most paragraphs
        return _escaped(runs[0].text)
    out: list[str] = []
    open_: tuple[Mark, ...] = ()
    for text, marks in [*writable(runs), Run("", ())]:
        shared = len(shared_marks(open_, marks))
        out += map(_closing, reversed(open_[shared:]))
        if opened := marks[shared:]:
            if out and out[-1].endswith("!") and any(href for _, href in opened):
                out[-1] = out[-1][:-1] + "\\!"  # "Really![source](…)" would be an image
            out += map(_opening, opened)
        out.append(_code(text, in_table) if marks and marks[-1].tag == "code" else _escaped(text))  # which always is the innermost
        open_ = marks
    return "".join(out)


def _opening(mark: Mark) -> str:
    return "[" if mark.href else DELIMITERS.get(mark.tag, "")


def _closing(mark: Mark) -> str:
    if not mark.href:
        return DELIMITERS.get(mark.tag, "")
    href = _NO_ADDRESS.sub(_percent_encoded, mark.href)
    return f"](<{href}>)" if "(" in href or ")" in href else f"]({href})"


def _percent_encoded(found: re.Match[str]) -> str:
    return f"%{ord(found[0]):02X}"


def _code(text: str, in_table: bool) -> str:
    text = text.replace("\n", " ")
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text.replace('|', chr(92) + '|') if in_table else text}{pad}{fence}" if text else ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_escape_special, text)


def _escape_special(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _escape_each(found: re.Match[str]) -> str:
    return "".join("\\" + character for character in found[0])


def _escape_start(found: re.Match[str]) -> str:
    quote, bullet, rule, heading, underline, number, delimiter = found.groups()
    if number:
        return f"{number}\\{delimiter}"
    return "\\" + found[0] if quote or bullet or rule or heading or underline else found[0]


_compiled = _speedups.outputs and _speedups.outputs.Writer(
    SimpleNamespace(escaped=_escaped, opening=_opening, closing=_closing, writable=writable, code=_code, plain=PLAIN), True
)
