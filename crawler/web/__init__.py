"""The store as a small web application: search, reader, history, inspector, report, dead letters, feeds, and a read API."""
