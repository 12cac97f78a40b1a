"""`schema`: the JSON Schema of an article."""

from __future__ import annotations

import json

from crawler.cli.app import app
from crawler.stores.article_schema import article_schema


@app.command(epilog="Example: [bold]bullionbite schema > docs/article.schema.json[/bold]")
def schema() -> None:
    """Print the JSON Schema of an article, as it is written to JSON Lines."""
    print(json.dumps(article_schema(), indent=2))
