"""The address guard: what a page, feed, sitemap, redirect or robots file names can never make us connect inside the network."""

from crawler.guard.addresses import Allowance, is_public

__all__ = ["Allowance", "is_public"]
