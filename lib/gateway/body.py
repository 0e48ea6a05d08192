"""Reads a response's body with bounded memory, whatever the server sends.

httpx decodes a whole received chunk at once, and 64 KiB of gzip can become 64 MiB: here the output is bounded as
it grows.
"""

import zlib
from typing import Final

import httpx

from lib.gateway import errors

ACCEPT_ENCODING: Final = "gzip, deflate"
"""The request header that asks for what is understood here."""

_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
_GZIP_FIRST_BYTE: Final = b"\x1f"
_ZLIB_METHOD: Final = 8


async def read_body(response: httpx.Response, limit: int) -> bytes:
    """Read and decompress the body, of at most `limit` bytes.

    Raises TooLarge as soon as it is known, BadEncoding, Truncated, and the foreign errors of a broken connection.
    """
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise errors.TooLarge(limit)
    reader = _reader(response.headers.get("content-encoding", ""), limit)
    try:
        async for chunk in response.aiter_raw():
            reader.feed(chunk)
    except httpx.RemoteProtocolError as exc:
        raise errors.Truncated("the connection ended before the answer was complete") from exc
    return reader.finish()


class _Plain:
    """Keeps what comes, up to the limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()

    def feed(self, chunk: bytes) -> None:
        self._kept += chunk
        if len(self._kept) > self._limit:
            raise errors.TooLarge(self._limit)

    def finish(self) -> bytes:
        return bytes(self._kept)


class _Deflate(_Plain):
    """A zlib stream or, as some servers understand the word, a bare deflate stream."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._stream: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> None:
        if self._stream is None and chunk:
            is_zlib = chunk[0] & 0x0F == _ZLIB_METHOD
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        if self._stream is not None:
            self._inflate(self._stream, chunk)

    def finish(self) -> bytes:
        if self._stream is not None and not self._stream.eof:
            raise errors.Truncated("the compressed answer ended before it was complete")
        return super().finish()

    def _inflate(self, stream: "zlib._Decompress", chunk: bytes) -> None:
        # One byte past the room that is left is enough to know that the limit is exceeded.
        super().feed(stream.decompress(chunk, self._limit - len(self._kept) + 1))


class _Gzip(_Deflate):
    """Gzip members, one after another; anything else behind a member is padding."""

    def feed(self, chunk: bytes) -> None:
        rest = chunk
        while rest:
            if self._stream is None or self._stream.eof:
                if self._stream is not None and not rest.startswith(_GZIP_FIRST_BYTE):
                    return
                self._stream = zlib.decompressobj(_GZIP_WINDOW)
            self._inflate(self._stream, rest)
            rest = self._stream.unused_data


_READERS: Final[dict[str, type[_Plain]]] = {
    "": _Plain,
    "identity": _Plain,
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
}

_UNASKED: Final = ("br", "zstd", "compress", "dcb", "dcz")
"""Registered encodings that can be named to people; another name could be any text."""


def _reader(encoding: str, limit: int) -> _Plain:
    name = encoding.strip().lower()
    reader = _READERS.get(name)
    if reader is None:
        raise errors.BadEncoding(f"{name if name in _UNASKED else 'something unknown'} was not asked for")
    return reader(limit)
