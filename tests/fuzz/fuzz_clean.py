"""Coverage-guided fuzzing of the cleaner with atheris (`pip install atheris`); silent loss is the tests' business, crashes are its.

    python tests/fuzz/fuzz_clean.py -max_total_time=60 FOLDER tests/fuzz/corpus fixtures/pages

FOLDER collects what the fuzzer finds interesting; the corpus (small hostile pages and the vectors of active content) and the fixture pages
are the seeds. An input that fails is written to the current folder, or where `-artifact_prefix=` says; CI runs 25 seconds of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["cleaners"]):
    from cleaners.decoding import printable
    from cleaners.errors import CleanerError
    from cleaners.pipeline import clean


def one_input(data: bytes) -> None:
    """Clean the bytes; only a `CleanerError` may come of it, and the outputs are printable."""
    try:
        article = clean(data, "https://fuzz.example/a")
    except CleanerError:
        return
    for output in (article.text, article.html, article.markdown):
        assert output == printable(output)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
