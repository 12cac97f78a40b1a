"""What `docs/library.md` shows runs, and its comments tell what comes out; its table of codes is that of the errors."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import cleaners
from cleaners import kinds
from crawler.cli import case

TEXT = (Path(__file__).parent.parent / "docs" / "library.md").read_text("utf-8")
CODE = "\n".join(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL))


def test_the_examples_say_what_comes_out() -> None:
    seen: list[object] = []
    tree = ast.parse(CODE)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and node.col_offset in (0, 4) and ast.unparse(node) != "clean(b'%PDF-1.7')":
            node.value = ast.Call(ast.Name("seen", ast.Load()), [node.value], [])
    exec(compile(ast.fix_missing_locations(tree), "library.md", "exec"), {"seen": seen.append})
    assert seen == [("Ferry plan", ["Ida Holm"]), "The council approved the plan on Monday.", 7, ("not-html", "the bytes are a PDF document")]
    assert all(repr(value) in TEXT for value in seen)


def test_every_error_and_code_is_listed() -> None:
    errors = [value for value in vars(cleaners).values() if isinstance(value, type) and issubclass(value, cleaners.CleanerError)]
    codes = {error.code for error in errors if error is not cleaners.CleanerError} | {code for code, _ in kinds._CHECKS}
    assert [code for code in sorted(codes) if f"`{code}`" not in TEXT] == []
    assert {code for code, _ in kinds._CHECKS} < set(case._CODES) < codes
