"""What people look at: the inspector of one page, and the report on a crawl. Knows stores and the cleaner, no spider."""
