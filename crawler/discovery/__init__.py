"""Where the addresses of articles come from: feeds and sitemaps, read into records. No storage, no cleaning, no network."""
