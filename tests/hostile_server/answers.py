"""Bad answers: bombs, cut bodies, drips, floods, loops."""

from __future__ import annotations

import gzip
import itertools
import socket
import time
import zlib
from collections.abc import Callable

import brotli

try:
    from compression import zstd
except ImportError:
    from backports import zstd

from tests.hostile_server.server import Answer, Handler, Seen, answer

MEGABYTE = 1024 * 1024
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 6, mtime=0),
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=5),
    "zstd": lambda data: zstd.compress(data, 3),
}


def raw_deflate(data: bytes) -> bytes:
    """The bare stream that old servers send under the name of deflate."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


def encoded(body: bytes, *encodings: str) -> bytes:
    """An answer whose body went through these encodings, in order."""
    for name in encodings:
        body = COMPRESS[name](body)
    return answer(body, Content_Encoding=", ".join(encodings))


def bombs(megabytes: int = 100) -> dict[str, bytes]:
    """Answers of some kilobytes that grow to `megabytes`; doubled ones are smaller still."""
    zeros = bytes(megabytes * MEGABYTE)
    once = {name: compress(zeros) for name, compress in COMPRESS.items()}
    found = {name: answer(body, Content_Encoding=name) for name, body in once.items()}
    twice = [*((name, name) for name in COMPRESS), ("gzip", "br"), ("br", "gzip"), ("zstd", "deflate")]
    for inner, outer in twice:
        found[f"{inner} in {outer}"] = answer(COMPRESS[outer](once[inner]), Content_Encoding=f"{inner}, {outer}")
    found["raw deflate"] = answer(raw_deflate(zeros), Content_Encoding="deflate")
    found["many layers"] = encoded(b"<p>deep</p>", *["gzip"] * 40)
    found["many members"] = answer(COMPRESS["gzip"](b"") * 100_000, Content_Encoding="gzip")
    found["wide window"] = answer(zstd.compress(zeros, options={zstd.CompressionParameter.window_log: 27}), Content_Encoding="zstd")
    return found


def cut_bodies(page: bytes) -> dict[str, Answer]:
    """Answers that end before the page does, in every way that can be noticed."""
    found: dict[str, Answer] = {}
    for name, compress in COMPRESS.items():
        body = compress(page)
        found[f"{name} cut"] = answer(body[: len(body) * 2 // 3], Content_Encoding=name)
        inner = compress(body[: len(body) * 2 // 3])
        found[f"{name} cut inside"] = answer(inner, Content_Encoding=f"{name}, {name}")
    body = gzip.compress(page, mtime=0)
    found["gzip without its checksum"] = answer(body[:-8], Content_Encoding="gzip")
    found["gzip with a wrong checksum"] = answer(body[:-8] + b"\1\2\3\4" + body[-4:], Content_Encoding="gzip")
    found["gzip that is none"] = answer(page, Content_Encoding="gzip")
    found["short"] = answer(page)[: -len(page) // 3]
    found["chunks without an end"] = _head("Transfer-Encoding: chunked") + b"%x\r\n" % len(page) + page + b"\r\n"
    found["a chunk cut"] = _head("Transfer-Encoding: chunked") + b"%x\r\n" % (len(page) + 99) + page
    found["no length"] = _head() + page
    found["HTTP/1.0 without length"] = _head().replace(b"HTTP/1.1", b"HTTP/1.0") + page
    return found


def whole_bodies(page: bytes) -> dict[str, Answer]:
    """The same pages in unusual but whole answers."""
    found: dict[str, Answer] = {name: encoded(page, name) for name in COMPRESS}
    found["raw deflate"] = answer(raw_deflate(page), Content_Encoding="deflate")
    found["x-gzip"] = answer(gzip.compress(page), Content_Encoding="x-gzip")
    found["twice"] = encoded(page, "gzip", "br")
    found["two members"] = answer(gzip.compress(page[:300]) + gzip.compress(page[300:]), Content_Encoding="gzip")
    found["padded"] = answer(gzip.compress(page) + bytes(64), Content_Encoding="gzip")
    found["unknown encoding"] = answer(page, Content_Encoding="utf-8")
    found["identity"] = answer(page, Content_Encoding="identity")
    found["chunked"] = _head("Transfer-Encoding: chunked") + b"%x\r\n" % len(page) + page + b"\r\n0\r\n\r\n"
    found["gzip without length"] = _head("Content-Encoding: gzip") + gzip.compress(page)
    return found


def _head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", "Connection: close", *lines, "", ""]).encode()


def endless(start: bytes, piece: bytes, pause: float = 0.0) -> Handler:
    """Sends `piece` after `piece`, until the client hangs up."""

    def send(connection: socket.socket, seen: Seen) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            if pause:
                time.sleep(pause)

    return send


FLOODS: dict[str, Handler] = {
    "endless chunks": endless(_head("Transfer-Encoding: chunked"), b"10000\r\n" + b"x" * 65536 + b"\r\n"),
    "endless body": endless(_head(), b"<p>more</p>" * 6000),
    "endless headers": endless(b"HTTP/1.1 200 OK\r\n", b"".join(b"X-%d: %s\r\n" % (n, b"y" * 1000) for n in range(60))),
    "endless header": endless(b"HTTP/1.1 200 OK\r\nX: ", b"y" * 65536),
    "endless interim answers": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 1000),
    "endless trailer": endless(_head("Transfer-Encoding: chunked") + b"4\r\nbody\r\n0\r\n", b"X: y\r\n" * 5000),
    "endless chunk size": endless(_head("Transfer-Encoding: chunked"), b"0" * 65536),
}
DRIPS: dict[str, Handler] = {
    "headers drop by drop": endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.05),
    "body drop by drop": endless(_head("Content-Length: 1000000"), b"x", 0.05),
    "silence": lambda connection, seen: time.sleep(8),
}


def huge(megabytes: int) -> Handler:
    """An answer that announces its size and means it."""

    def send(connection: socket.socket, seen: Seen) -> None:
        connection.sendall(_head(f"Content-Length: {megabytes * MEGABYTE}"))
        for _ in range(megabytes):
            connection.sendall(b"x" * MEGABYTE)

    return send


def growing_redirect() -> Handler:
    """A redirect whose target is new each time."""
    numbers = itertools.count()
    return lambda connection, seen: connection.sendall(answer("", 302, Location=f"{seen.path}?n={next(numbers)}"))
