"""Spiders: which addresses to ask for, and what to make of the answers. They know no pipeline."""
