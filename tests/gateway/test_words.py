import pytest

from lib.gateway import errors
from lib.gateway.words import TEMPLATES, sentence
from tests.gateway.tree import classes, example


@pytest.mark.parametrize("cls", classes())
def test_every_class_has_a_sentence_of_its_own_that_names_the_gateway(cls: type[errors.GatewayError]) -> None:
    assert cls in TEMPLATES
    text = sentence(example(cls))
    assert text.startswith("Gateway US East ")
    assert text.endswith(".")
    assert "None" not in text


def test_no_two_classes_share_a_sentence() -> None:
    assert len({sentence(example(cls)) for cls in classes()}) == len(classes())


@pytest.mark.parametrize("cls", classes())
def test_an_error_that_names_no_place_still_gives_a_sentence(cls: type[errors.GatewayError]) -> None:
    error = example(cls)
    error.gateway = error.route = None
    text = sentence(error)
    assert text.startswith("The gateway ")
    assert "None" not in text


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (errors.ReadTimedOut(5), "did not answer /r within 5 s. Check that it is running and not overloaded."),
        (errors.CallTimedOut(0.5), "within 0.5 s"),
        (errors.ReportedError("etcd is gone."), "reports that /r failed: etcd is gone. Look into its log."),
        (errors.NotJson(html=True), "with an HTML page, probably a proxy's."),
        (errors.NotJson(), "with something that is not JSON."),
        (errors.TooLarge(64 * 1024**2), "larger than 64 MiB. Raise MAX_BODY_MIB"),
        (errors.TooManyRequests(429, retry_after=7), "(HTTP 429); it asks to wait 7 s."),
        (errors.TooManyRequests(429), "(HTTP 429). Raise"),
        (errors.Redirected(302, "login.example"), "redirects /r to login.example (HTTP 302)"),
        (errors.Redirected(302), "redirects /r (HTTP 302)"),
        (errors.NotHttp(), "gRPC port"),
        (errors.ServerFailed(503, "starting"), "failed at /r (HTTP 503): starting. Look into"),
        (errors.TlsFailed("certificate has expired"), "no secure connection: certificate has expired."),
    ],
)
def test_the_errors_own_data_is_in_the_sentence(error: errors.GatewayError, part: str) -> None:
    assert part in sentence(error.at("US East", "/r"))


def test_braces_in_a_foreign_text_stay_as_they_are() -> None:
    assert "{error.args} {0}" in sentence(errors.ReportedError("{error.args} {0}").at("{gateway}", "/{x}"))
