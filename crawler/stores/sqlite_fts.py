"""SQLite's full-text index and the triggers that keep it."""

from __future__ import annotations

FTS = (
    """
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, text, authors, tags, content='articles', content_rowid='id', tokenize="unicode61 remove_diacritics 2")
""",
    """
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts(rowid, title, text, authors, tags) VALUES (new.id, new.title, new.text, new.authors, new.tags);
END;
""",
    """
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, title, text, authors, tags)
    VALUES ('delete', old.id, old.title, old.text, old.authors, old.tags);
END;
""",
    """
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, text, authors, tags ON articles
WHEN old.title <> new.title OR old.text <> new.text OR old.authors <> new.authors OR old.tags <> new.tags BEGIN
    INSERT INTO articles_fts(articles_fts, rowid, title, text, authors, tags)
    VALUES ('delete', old.id, old.title, old.text, old.authors, old.tags);
    INSERT INTO articles_fts(rowid, title, text, authors, tags) VALUES (new.id, new.title, new.text, new.authors, new.tags);
END;
""",
)
