"""Thin adapters in a row: clean -> deduplicate -> store. They know no spider."""
