"""What a call can fail with: the codes of tRPC 11, each with its numbers in JSON-RPC 2.0 and in HTTP."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from lib.gateway import errors
from lib.gateway.errors import GatewayError


class Code(StrEnum):
    """The codes that a call here can fail with, in tRPC's words."""

    BAD_REQUEST = "BAD_REQUEST"
    UNAUTHORIZED = "UNAUTHORIZED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_SUPPORTED = "METHOD_NOT_SUPPORTED"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    BAD_GATEWAY = "BAD_GATEWAY"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
    GATEWAY_TIMEOUT = "GATEWAY_TIMEOUT"

    @property
    def json_rpc(self) -> int:
        """Its number in JSON-RPC 2.0, as ``rpc/codes.ts`` of @trpc/server has it."""
        return _NUMBERS[self][0]

    @property
    def http(self) -> int:
        """Its HTTP status, as ``http/getHTTPStatusCode.ts`` of @trpc/server has it."""
        return _NUMBERS[self][1]


_NUMBERS: Final[Mapping[Code, tuple[int, int]]] = {
    Code.BAD_REQUEST: (-32600, 400),
    Code.UNAUTHORIZED: (-32001, 401),
    Code.FORBIDDEN: (-32003, 403),
    Code.NOT_FOUND: (-32004, 404),
    Code.METHOD_NOT_SUPPORTED: (-32005, 405),
    Code.PAYLOAD_TOO_LARGE: (-32013, 413),
    Code.UNSUPPORTED_MEDIA_TYPE: (-32015, 415),
    Code.TOO_MANY_REQUESTS: (-32029, 429),
    Code.INTERNAL_SERVER_ERROR: (-32603, 500),
    Code.BAD_GATEWAY: (-32603, 502),
    Code.SERVICE_UNAVAILABLE: (-32603, 503),
    Code.GATEWAY_TIMEOUT: (-32603, 504),
}


class CallFailed(Exception):  # noqa: N818 - a name says what happened; that it is an error, its base class says
    """A call that has no answer. Its message is a sentence that a person can act on.

    ``told`` is what else is known of it, as JSON in the answer's own names. Neither ever holds a secret.
    """

    def __init__(self, code: Code, sentence: str, told: Mapping[str, Any] = MappingProxyType({})) -> None:
        super().__init__(sentence)
        self.code = code
        self.told = told

    @property
    def sentence(self) -> str:
        """What happened, and what to do."""
        return str(self)


def code_of(error: GatewayError | None) -> Code:
    """The code for a gateway that has never answered; None where it was not waited for long enough yet."""
    if error is None or isinstance(error, errors.TooManyRequests):
        return Code.SERVICE_UNAVAILABLE
    if isinstance(error, errors.NoAnswer | errors.ConnectTimedOut):
        return Code.GATEWAY_TIMEOUT
    return Code.BAD_GATEWAY
