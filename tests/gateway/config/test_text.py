import os
from pathlib import Path

import pytest

from lib.gateway.config.problem import ConfigurationError
from lib.gateway.config.text import MAX_BYTES, read_json


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gateways.json"


def problem(file: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_json(file)
    assert caught.value.file == file
    assert str(caught.value).startswith(f"{file}: ")
    assert caught.value.remedy
    return caught.value.problem


@pytest.mark.parametrize("content", [b'{"a": [1]}', b'\xef\xbb\xbf{"a": [1]}', b'\n {"a": [1]}\n'])
def test_utf_8_json_is_read_with_and_without_a_mark(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert read_json(file) == {"a": [1]}


def test_a_missing_file_is_told(file: Path) -> None:
    assert problem(file) == "the file does not exist"


def test_a_directory_is_told(tmp_path: Path) -> None:
    assert problem(tmp_path) == "this is a directory"


def test_a_pipe_is_refused_and_does_not_block(file: Path) -> None:
    os.mkfifo(file)
    assert problem(file) == "this is not a regular file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_told(file: Path) -> None:
    file.write_text("[]")
    file.chmod(0)
    assert problem(file) == "the file cannot be read (Permission denied)"


def test_a_path_through_a_file_cannot_be_read(file: Path) -> None:
    file.write_text("[]")
    assert problem(file / "x") == "the file cannot be read (Not a directory)"


@pytest.mark.parametrize("content", [b"", b" \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert problem(file) == "the file is empty"


def test_a_file_that_is_too_large_is_not_parsed(file: Path) -> None:
    file.write_bytes(b"[" + b" " * MAX_BYTES)
    assert problem(file) == "the file is larger than 1 MiB"


@pytest.mark.parametrize("content", ["[]".encode("utf-16"), b'["caf\xe9"]'])
def test_another_encoding_is_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert problem(file).startswith("the file is not UTF-8 text (at byte ")


def test_broken_json_is_told_with_line_and_column(file: Path) -> None:
    file.write_text('{\n  "gateways": [,]\n}')
    assert problem(file).startswith("the JSON is broken at line 2, column 16 (")


@pytest.mark.parametrize("content", ['{"a": NaN}', "[" * 200_000, "[" + "9" * 10_000 + "]"])
def test_what_only_python_would_take_or_choke_on_is_refused(file: Path, content: str) -> None:
    file.write_text(content)
    assert problem(file) == "the JSON holds a number or a nesting that cannot be read"


def test_a_key_that_stands_twice_is_refused(file: Path) -> None:
    file.write_text('[{"url": "http://a.example", "url": "http://mas_canary@b.example"}]')
    assert problem(file) == "the key 'url' stands twice in one object"
