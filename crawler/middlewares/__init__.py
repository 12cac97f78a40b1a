"""Downloader middlewares: robots.txt, waiting as told, whole bodies, one site."""
