"""Rules as data (`cleaners/data/*.toml`): consent boxes, widgets, shortcodes; how to write one is in `docs/rules.md`.

`index` gives the walk what it asks of elements; `rulings` turns its matches and the text rules into verdicts on blocks.
"""

from cleaners.rules.index import RuleIndex, index
from cleaners.rules.load import Rule, load_rules, read_rules
from cleaners.rules.rulings import Rulings, rulings

__all__ = ["Rule", "RuleIndex", "Rulings", "index", "load_rules", "read_rules", "rulings"]
