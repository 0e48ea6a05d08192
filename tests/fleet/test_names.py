"""The naming convention of the page's section Executor Naming, read tolerantly."""

import pytest

from lib.fleet.names import NameParts, parts, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("extract-executor-prod-us-east-1-001", ("extract", "prod", "us-east-1", "001")),
        ("classify-executor-staging-eu-west-1-002", ("classify", "staging", "eu-west-1", "002")),
        ("extract_executor_prod_us_east_1_001", ("extract", "prod", "us-east-1", "001")),
        ("Extract-Executor-prod-us-east-1-001", ("Extract", "prod", "us-east-1", "001")),
        ("document-extract-executor-prod-us-east-1-001", ("document-extract", "prod", "us-east-1", "001")),
        ("extract-executor-prod-us-gov-west-1-001", ("extract", "prod", "us-gov-west-1", "001")),
        ("extract-executor-prod-us-central1-001", ("extract", "prod", "us-central1", "001")),
        ("extract-executor-prod-westeurope-3", ("extract", "prod", "westeurope", "3")),
        ("extract-executor-qa-us-east-1-001", ("extract", "qa", "us-east-1", "001")),
        ("extract-executor-prod-us-east-1", ("extract", "prod", "us-east-1", None)),
        ("extract-executor-us-east-1-001", ("extract", None, "us-east-1", "001")),
        ("extract-executor-us-east-1", ("extract", None, "us-east-1", None)),
        ("extract-executor-prod-001", ("extract", "prod", None, "001")),
        ("extract-executor-prod", ("extract", "prod", None, None)),
        ("extract-executor-001", ("extract", None, None, "001")),
        ("classify_executor_001", ("classify", None, None, "001")),
        ("invoice_executor", ("invoice", None, None, None)),
    ],
)
def test_what_a_name_says(name: str, expected: NameParts) -> None:
    assert parts(name) == expected


@pytest.mark.parametrize(
    "name", ["", "ocr.gpu", "executor", "-executor", "executor-prod-001", "executors", "ocr-executors"]
)
def test_a_name_outside_the_convention_says_nothing(name: str) -> None:
    assert parts(name) == (None, None, None, None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ocr-executor-prod-us-east-1-001", {"ocr", "prod", "us", "east"}),
        ("Invoice_GPU.executor a100", {"invoice", "gpu", "a100"}),
        ("Prüf_Executor", {"prüf"}),
        ("executor-001", set()),
        ("", set()),
    ],
)
def test_the_words_of_a_name_are_without_executor_and_numbers(name: str, expected: set[str]) -> None:
    assert words(name) == expected
