"""Thin adapters in a row: clean -> deduplicate -> follow -> store. They know no spider."""
