import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterable

import httpx
import pytest

from lib.gateway import errors
from lib.gateway.body import read_body

pytestmark = pytest.mark.anyio

BODY = b'{"status": "OK", "result": {}}'
KIB = 1024


def response(chunks: Iterable[bytes], **headers: str) -> httpx.Response:
    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, headers=named, content=stream())


def singly(data: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in data]


def gzipped(data: bytes) -> bytes:
    """Without the time, which would give a case another name at each collection."""
    return gzip.compress(data, mtime=0)


def bare_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", BODY),
        ("identity", BODY),
        ("gzip", gzipped(BODY)),
        ("X-GZIP ", gzipped(BODY)),
        ("gzip", gzipped(BODY[:9]) + gzipped(BODY[9:])),
        ("gzip", gzipped(BODY) + b"\0\0\0"),
        ("deflate", zlib.compress(BODY)),
        ("deflate", bare_deflate(BODY)),
    ],
)
async def test_each_encoding_is_undone_however_it_is_cut(encoding: str, data: bytes) -> None:
    assert await read_body(response([data], content_encoding=encoding), KIB) == BODY
    assert await read_body(response(singly(data), content_encoding=encoding), KIB) == BODY


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
async def test_no_bytes_are_an_empty_body(encoding: str) -> None:
    assert await read_body(response([], content_encoding=encoding), KIB) == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "mas_canary"])
async def test_an_encoding_that_was_not_asked_for_is_refused_without_repeating_odd_names(encoding: str) -> None:
    with pytest.raises(errors.BadEncoding) as caught:
        await read_body(response([BODY], content_encoding=encoding), KIB)
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_bytes_that_are_not_compressed_at_all_are_refused(encoding: str) -> None:
    with pytest.raises(zlib.error):
        await read_body(response([BODY], content_encoding=encoding), KIB)


@pytest.mark.parametrize(("encoding", "data"), [("gzip", gzipped(BODY)), ("deflate", zlib.compress(BODY))])
async def test_a_compressed_body_that_breaks_off_is_truncated(encoding: str, data: bytes) -> None:
    with pytest.raises(errors.Truncated):
        await read_body(response([data[:-6]], content_encoding=encoding), KIB)


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("", b" " * (KIB + 1)),
        ("gzip", gzipped(b" " * (KIB + 1))),
        ("gzip", gzipped(b" " * KIB) + gzipped(b" ")),
        ("deflate", zlib.compress(b" " * (KIB + 1))),
    ],
)
async def test_the_cap_counts_bytes_after_decompression(encoding: str, data: bytes) -> None:
    with pytest.raises(errors.TooLarge) as caught:
        await read_body(response([data], content_encoding=encoding), KIB)
    assert caught.value.limit == KIB


@pytest.mark.parametrize(("encoding", "data"), [("", b" " * KIB), ("gzip", gzipped(b" " * KIB))])
async def test_a_body_of_exactly_the_cap_is_read(encoding: str, data: bytes) -> None:
    assert await read_body(response([data], content_encoding=encoding), KIB) == b" " * KIB


async def test_reading_ends_as_soon_as_the_cap_is_exceeded() -> None:
    taken = []

    def chunks() -> Iterable[bytes]:
        for number in range(100):
            taken.append(number)
            yield b" " * KIB

    with pytest.raises(errors.TooLarge):
        await read_body(response(chunks()), 3 * KIB)
    assert len(taken) == 4


async def test_a_declared_length_over_the_cap_is_not_read_at_all() -> None:
    taken = []

    def chunks() -> Iterable[bytes]:
        taken.append(1)
        yield b" "

    with pytest.raises(errors.TooLarge):
        await read_body(response(chunks(), content_length=str(KIB + 1)), KIB)
    assert not taken


async def test_a_bomb_never_takes_more_memory_than_a_few_times_the_cap() -> None:
    cap = 256 * KIB
    bomb = gzipped(bytes(64 * KIB * KIB))
    tracemalloc.start()
    try:
        with pytest.raises(errors.TooLarge):
            await read_body(response([bomb], content_encoding="gzip"), cap)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * cap
