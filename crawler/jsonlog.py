"""Log records as JSON, one object a line, for collectors that read no prose (setting `LOG_JSON`)."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from scrapy.settings import Settings


class JsonFormatter(logging.Formatter):
    """`time` (ISO 8601, UTC), `level`, `logger`, `message`, and `error` with the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line."""
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            fields["error"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


def take_over(settings: Settings) -> logging.Handler:
    """Log as JSON to `LOG_FILE`, or to standard error, in the place of Scrapy's handler, which is switched off."""
    path = settings.get("LOG_FILE")
    handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    handler.setLevel(settings.get("LOG_LEVEL"))
    logging.getLogger().addHandler(handler)
    settings.setdict({"LOG_ENABLED": False, "LOG_FILE": None}, priority="cmdline")
    return handler


def say(handler: logging.Handler, message: str, level: int = logging.INFO) -> None:
    """Write one record whatever the level of the log: the summary of a run is never filtered."""
    handler.emit(logging.LogRecord("bullionbite", level, "", 0, message, None, None))
