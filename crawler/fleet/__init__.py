"""Crawling many sites into one store: a fresh process a site, one run a site at a time, on one machine or a Ray cluster.

The unit of distribution is the host, because politeness is: sites of one host are crawled one after the other by one task. There is no queue of
requests between machines; what a site's next run has to fetch is in the store.
"""
