"""Messages about runs through the real Spidermon: an e-mail to a mail server, an event to a Sentry, a line for Slack."""

from __future__ import annotations

import email
import json
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

pytest.importorskip("spidermon")

from crawler.extensions import messages
from crawler.guard.decoding import decode
from fixtures.replica import Fault, ReplicaServer, load_articles
from tests.crawlkit import crawl

HANDBOOK = Path(__file__).parent.parent / "docs" / "operations.md"


class MailServer(socketserver.ThreadingTCPServer):
    """As much of SMTP as a client needs that wants to leave a message."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.letters: list[tuple[list[str], str]] = []


class _Mail(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        receivers: list[str] = []
        for line in self.rfile:
            command = line[:4].upper()
            if command == b"RCPT":
                receivers.append(line.decode().split("<")[1].split(">")[0])
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                self.server.letters.append((receivers, text))
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def replica() -> Iterator[ReplicaServer]:
    with ReplicaServer(articles=load_articles()[:6]) as server:
        yield server


def with_messengers(*names: str, **settings: Any) -> dict[str, Any]:
    """The settings as the handbook has them."""
    extensions = {"crawler.extensions.session.Session": -100, "spidermon.contrib.scrapy.extensions.Spidermon": 500}
    return {
        "EXTENSIONS": extensions,
        "SPIDERMON_ENABLED": True,
        "SPIDERMON_ENGINE_STOP_MONITORS": ["crawler.extensions.messages.RunSuite"],
        "MESSENGERS": [f"crawler.extensions.messages.{name}" for name in names],
        "CLEAN_WORKERS": 0,
    } | settings


def walled(replica: ReplicaServer) -> None:
    replica.faults.update({post.path: Fault.CONSENT_WALL for post in replica.site.posts()})


def test_a_run_that_is_held_back_is_told_by_mail_and_a_good_one_is_not(mail: MailServer, replica: ReplicaServer, tmp_path: Path) -> None:
    settings = with_messengers(
        "Email", SPIDERMON_SMTP_HOST="127.0.0.1", SPIDERMON_SMTP_PORT=mail.server_address[1],
        SPIDERMON_EMAIL_SENDER="crawl@bite.example", SPIDERMON_EMAIL_TO=["Desk <desk@bite.example>"], SPIDERMON_EMAIL_BCC=["night@bite.example"],
    )  # fmt: skip
    assert crawl(replica.url, f"sqlite:///{tmp_path}/a.db", **settings).code == 0
    assert mail.letters == []
    walled(replica)
    held = crawl(replica.url, f"sqlite:///{tmp_path}/b.db", **settings)
    assert held.code == 5
    (receivers, text), = mail.letters
    letter = email.message_from_string(text)
    assert receivers == ["desk@bite.example", "night@bite.example"]
    assert "quarantined (exit 5)" in str(letter["Subject"])
    assert letter["Bcc"] is None
    body = letter.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert held.verdict.cause in body


def test_a_mail_server_that_is_out_changes_no_verdict(replica: ReplicaServer, tmp_path: Path) -> None:
    walled(replica)
    settings = with_messengers(
        "Email", SPIDERMON_SMTP_HOST="127.0.0.1", SPIDERMON_SMTP_PORT=9, SPIDERMON_EMAIL_SENDER="a@b.example", SPIDERMON_EMAIL_TO=["c@d.example"],
    )  # fmt: skip
    assert crawl(replica.url, f"sqlite:///{tmp_path}/a.db", **settings).code == 5


def test_codes_may_be_quiet(mail: MailServer, replica: ReplicaServer, tmp_path: Path) -> None:
    replica.faults[replica.site.posts()[0].path] = Fault.SERVER_ERROR
    common = {
        "SPIDERMON_SMTP_HOST": "127.0.0.1", "SPIDERMON_SMTP_PORT": mail.server_address[1],
        "SPIDERMON_EMAIL_SENDER": "a@b.example", "SPIDERMON_EMAIL_TO": ["c@d.example"],
    }  # fmt: skip
    assert crawl(replica.url, f"sqlite:///{tmp_path}/a.db", **with_messengers("Email", **common)).code == 3
    assert mail.letters == []
    assert crawl(replica.url, f"sqlite:///{tmp_path}/b.db", **with_messengers("Email", MESSAGE_QUIET_CODES=[8], **common)).code == 3
    assert len(mail.letters) == 1


def test_sentry_gets_an_event_before_the_process_ends(httpserver: HTTPServer, replica: ReplicaServer, tmp_path: Path) -> None:
    httpserver.expect_request("/api/7/envelope/", method="POST").respond_with_data("{}")
    walled(replica)
    settings = with_messengers(
        "Sentry", SPIDERMON_SENTRY_DSN=f"http://key@127.0.0.1:{httpserver.port}/7", SPIDERMON_SENTRY_PROJECT_NAME="bite",
    )  # fmt: skip
    held = crawl(replica.url, f"sqlite:///{tmp_path}/a.db", **settings)
    (request, _), = httpserver.log
    body = decode(request.get_data(), [request.headers.get("Content-Encoding", "")], 10**6).body
    event = json.loads(body.split(b"\n")[2])
    assert held.verdict.cause in event["message"]
    assert event["level"] == "error"


def test_slack_gets_the_same_line(replica: ReplicaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr("slack_sdk.WebClient.chat_postMessage", lambda client, **message: sent.append(message))
    monkeypatch.setattr("slack_sdk.WebClient.users_list", lambda client: {"members": []})
    walled(replica)
    settings = with_messengers(
        "Slack", SPIDERMON_SLACK_SENDER_TOKEN="xoxb-0", SPIDERMON_SLACK_SENDER_NAME="bite", SPIDERMON_SLACK_RECIPIENTS=["#desk"],
    )  # fmt: skip
    held = crawl(replica.url, f"sqlite:///{tmp_path}/a.db", **settings)
    assert [(message["channel"], held.verdict.cause in message["text"]) for message in sent] == [("#desk", True)]


def test_the_handbook_names_every_messenger() -> None:
    for messenger in (messages.Email, messages.Slack, messages.Sentry):
        assert f"crawler.extensions.messages.{messenger.__name__}" in HANDBOOK.read_text(encoding="utf-8")
