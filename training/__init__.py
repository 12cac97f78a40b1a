"""Offline: labelled pages in, the arrays of `cleaners/data/` and the model card out. Nothing imports this at run time."""
