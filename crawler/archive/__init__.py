"""Cleaning whole archives: WARC, JSON Lines and folders of HTML, on the cores of one machine or on a Ray cluster.

One input file (or one folder of HTML) is a unit: it is read, cleaned and written by one process, and counts as done when its marker
stands beside its finished outputs. So a job that is killed anywhere goes on with the units that have none.
"""
