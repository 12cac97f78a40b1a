"""Who may ask, and under which policy a browser shows the answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset(("127.0.0.1", "localhost", "::1", "[::1]"))
COOKIE = "bullionbite-token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask: with a token, whoever shows it; without one, only browsers that address this machine as itself."""

    token: str | None = None


class Gate:
    """ASGI middleware: refuses strangers, foreign names (DNS rebinding) and forms of other sites; adds the headers.

    The token is taken from `Authorization: Bearer`, from the cookie, or from `?token=`: a page asked for with the last sets the
    cookie and goes on without it, a feed or the API (whose readers keep no cookies) answers at once.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    if name not in headers:
                        headers[name] = value
            await send(message)

        refused = self._refusal(scope)
        await (refused or self.app)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if self.access.token is None:
            if _host(headers.get("host", "")) not in LOOPBACK:
                return PlainTextResponse("This application answers to localhost only.\n", 421)
        elif (answer := self._ask_for_token(scope, headers)) is not None:
            return answer
        if scope["method"] not in ("GET", "HEAD") and not _same_origin(headers):
            return PlainTextResponse("Forms of other sites are refused.\n", 403)
        return None

    def _ask_for_token(self, scope: Scope, headers: Headers) -> Response | None:
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        shown = dict(query).get("token", "")
        if self._is_token(shown):
            if scope["path"].startswith(("/feed.", "/api/", "/openapi.json")):
                return None
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            onward = RedirectResponse(f"{scope['path']}?{rest}" if rest else scope["path"], 303)
            onward.set_cookie(COOKIE, shown, httponly=True, samesite="strict", path="/")
            return onward
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if self._is_token(bearer) or self._is_token(_cookie(headers)):
            return None
        message = "A token is needed: add ?token=… to the address, or send it as a bearer token.\n"
        return PlainTextResponse(message, 401, {"WWW-Authenticate": "Bearer"})

    def _is_token(self, shown: str) -> bool:
        return bool(shown) and secrets.compare_digest(shown.encode(), (self.access.token or "").encode())


def _host(value: str) -> str:
    return value.lower() if value.endswith("]") else value.lower().rsplit(":", 1)[0]


def _same_origin(headers: Headers) -> bool:
    """Whether a browser says that the form is our own; what is no browser says nothing and carries no cookie either."""
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
