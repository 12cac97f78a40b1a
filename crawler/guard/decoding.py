"""Content-Encoding, undone in bounded steps: a few kilobytes can't become gigabytes, and a stream without its end is never called whole."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

_STEP = 65_536  # bytes asked of a decoder at a time
_MOST_LAYERS = 3  # encodings of one body; more than one is rare, more than two a trick
_MOST_MEMBERS = 256  # gzip members or zstd frames of one body; millions of empty ones cost time and hold nothing
_ZSTD_WINDOW_LOG = 23  # 8 MiB, all that RFC 9659 allows on the web; a frame may ask for gigabytes


class End(StrEnum):
    """How a body ended; the values are reason codes."""

    WHOLE = "whole"
    CUT = "truncated"
    TOO_LARGE = "too-large"
    UNDECODABLE = "undecodable-body"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body without its encodings, as far as it could be read, and how it ended."""

    body: bytes
    end: End


class _Stream(Protocol):
    """One member of a compressed body."""

    errors: tuple[type[Exception], ...]

    def step(self, data: bytes) -> tuple[bytes, int]:
        """Decode up to about `_STEP` bytes more; what came out, and how many bytes of `data` were used."""

    @property
    def ended(self) -> bool:
        """Whether the stream's own end mark was read."""


def decode(body: bytes, encodings: Iterable[str], most_bytes: int) -> Decoded:
    """Undo the encodings of a body, the last first.

    Args:
        body: the bytes received.
        encodings: names in the order of `Content-Encoding`; names that nobody knows are passed over, as browsers do.
        most_bytes: bound for the result of each; what is beyond is not produced.
    """
    layers = [name for name in (encoding.strip().lower() for encoding in encodings) if name in _STREAMS]
    if len(layers) > _MOST_LAYERS:
        return Decoded(b"", End.UNDECODABLE)
    decoded, ends = Decoded(body, End.WHOLE), []
    for layer in reversed(layers):
        decoded = _decode_layer(decoded.body, layer, most_bytes)
        ends.append(decoded.end)
    worst = next((end for end in (End.UNDECODABLE, End.TOO_LARGE, End.CUT) if end in ends), End.WHOLE)
    return Decoded(decoded.body, worst)


def _decode_layer(body: bytes, layer: str, most_bytes: int) -> Decoded:
    out = bytearray()
    at = members = 0
    while at < len(body):
        if members >= _MOST_MEMBERS:
            return Decoded(bytes(out), End.UNDECODABLE)
        stream = _open(layer, body[at : at + 2])
        try:
            at = _run(stream, body, at, out, most_bytes)
        except stream.errors:
            if members:
                break  # padding after a whole member, which gzip allows
            return Decoded(bytes(out), End.CUT if out else End.UNDECODABLE)
        if len(out) > most_bytes:
            return Decoded(bytes(memoryview(out)[:most_bytes]), End.TOO_LARGE)
        if not stream.ended:
            return Decoded(bytes(out), End.CUT)
        members += 1
        if layer not in _OF_MEMBERS:
            break
    return Decoded(bytes(out), End.WHOLE)


def _run(stream: _Stream, body: bytes, at: int, out: bytearray, most_bytes: int) -> int:
    """Decode one member from `at` on, until its end, the end of the body or the bound; where it stopped."""
    while not stream.ended and len(out) <= most_bytes:
        produced, used = stream.step(body[at : at + _STEP])
        out += produced
        at += used
        if not produced and at >= len(body):
            break
    return at


class _Zlib:
    errors = (zlib.error,)

    def __init__(self, wbits: int) -> None:
        self._stream = zlib.decompressobj(wbits)

    def step(self, data: bytes) -> tuple[bytes, int]:
        produced = self._stream.decompress(data, _STEP)
        return produced, len(data) - len(self._stream.unconsumed_tail) - len(self._stream.unused_data)

    @property
    def ended(self) -> bool:
        return self._stream.eof


class _Brotli:
    def __init__(self) -> None:
        import brotli  # comes with Scrapy; on demand, since nobody is asked for it

        self.errors = (brotli.error,)
        self._stream = brotli.Decompressor()

    def step(self, data: bytes) -> tuple[bytes, int]:
        taken = data if self._stream.can_accept_more_data() else b""
        return self._stream.process(taken, output_buffer_limit=_STEP), len(taken)

    @property
    def ended(self) -> bool:
        return self._stream.is_finished()


class _Zstd:
    def __init__(self) -> None:
        try:
            from compression import zstd
        except ImportError:
            from backports import zstd  # comes with Scrapy; part of Python from 3.14 on

        self.errors = (zstd.ZstdError,)
        self._stream = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})

    def step(self, data: bytes) -> tuple[bytes, int]:
        taken = data if self._stream.needs_input else b""
        produced = self._stream.decompress(taken, _STEP)
        return produced, len(taken) - len(self._stream.unused_data)

    @property
    def ended(self) -> bool:
        return self._stream.eof


def _deflate(start: bytes) -> _Zlib:
    # RFC 9110 means the zlib format; old servers send the bare stream.
    has_header = len(start) == 2 and start[0] & 0x0F == 8 and int.from_bytes(start) % 31 == 0
    return _Zlib(15 if has_header else -15)


_STREAMS: dict[str, Callable[[bytes], _Stream]] = {
    "gzip": lambda start: _Zlib(31),
    "x-gzip": lambda start: _Zlib(31),
    "deflate": _deflate,
    "br": lambda start: _Brotli(),
    "zstd": lambda start: _Zstd(),
}
_OF_MEMBERS = frozenset({"gzip", "x-gzip", "zstd"})


def _open(layer: str, start: bytes) -> _Stream:
    return _STREAMS[layer](start)
