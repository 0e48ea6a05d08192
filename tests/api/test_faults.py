import pytest

from lib.api.faults import Code, code_of
from lib.gateway import errors


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (None, Code.SERVICE_UNAVAILABLE),
        (errors.TooManyRequests(429), Code.SERVICE_UNAVAILABLE),
        (errors.ReadTimedOut(5), Code.GATEWAY_TIMEOUT),
        (errors.CallTimedOut(10), Code.GATEWAY_TIMEOUT),
        (errors.ConnectTimedOut(3), Code.GATEWAY_TIMEOUT),
        (errors.ConnectionRefused(), Code.BAD_GATEWAY),
        (errors.AccessDenied(403), Code.BAD_GATEWAY),
        (errors.NotJson(), Code.BAD_GATEWAY),
        (errors.ReportedError("etcd"), Code.BAD_GATEWAY),
    ],
)
def test_a_gateway_that_was_never_read_fails_with_the_code_of_its_error(
    error: errors.GatewayError | None, code: Code
) -> None:
    assert code_of(error) is code


def test_every_code_has_its_numbers() -> None:
    assert all(-32700 <= code.json_rpc <= -32000 and 400 <= code.http < 600 for code in Code)
