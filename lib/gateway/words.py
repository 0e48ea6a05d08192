"""Turns an error of the tree into plain text that a person can act on."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from lib.gateway import errors


def sentence(error: errors.GatewayError) -> str:
    """One or two sentences: what failed, at which gateway and route, and what to do. Plain text, no secret."""
    cls = type(error)
    return TEMPLATES[cls].format(
        gateway=f"Gateway {error.gateway}" if error.gateway else "The gateway",
        route=error.route or "the request",
        remark=_REMARKS.get(cls, _detail)(error),
        error=error,
    )


TEMPLATES: Final[Mapping[type[errors.GatewayError], str]] = {
    errors.GatewayError: "{gateway} could not be read at {route}{remark}. Use Test to see each step.",
    errors.Unreachable: (
        "{gateway} cannot be reached{remark}. Check its address, and the network between here and there."
    ),
    errors.NameNotResolved: (
        "{gateway} has a host name without an address. Check the url in the gateways file, and DNS."
    ),
    errors.ConnectionRefused: (
        "{gateway} refused the connection. Check that it is running and that the url names its HTTP port."
    ),
    errors.ConnectTimedOut: (
        "{gateway} did not take the connection within {error.limit:g} s. "
        "Check that its host is up and that no firewall is in between."
    ),
    errors.TlsFailed: (
        "{gateway} offers no secure connection{remark}. "
        "Check its certificate (one of an authority of your own needs CA_FILE), and that the port speaks https; "
        "without TLS the url begins with http://."
    ),
    errors.AddressRefused: (
        "{gateway} has a name that leads to an address where a cloud keeps credentials, so nothing was sent. "
        "Check the url in the gateways file, and DNS; where a gateway is really there, set LINK_LOCAL=allow."
    ),
    errors.CannotSend: ("{gateway} cannot be asked for {route}{remark}. Check its entry in the gateways file."),
    errors.NoAnswer: (
        "{gateway} was not done with {route} within {error.limit:g} s. "
        "Check that it is running and that the network is not congested."
    ),
    errors.ReadTimedOut: (
        "{gateway} did not answer {route} within {error.limit:g} s. Check that it is running and not overloaded."
    ),
    errors.CallTimedOut: (
        "{gateway} did not finish answering {route} within {error.limit:g} s. "
        "It is overloaded, or the answer is large for this network: see CALL_TIMEOUT."
    ),
    errors.ConnectionBroken: (
        "{gateway} broke the connection during {route}. Check whether it was restarted, or a proxy in front of it."
    ),
    errors.NotHttp: (
        "{gateway} did not answer {route} in HTTP. If this stays so, the url probably names its gRPC port "
        "(or one that wants https): put the HTTP port into the gateways file."
    ),
    errors.UnexpectedStatus: (
        "{gateway} answered {route} with HTTP {error.status}, which is no answer to a read{remark}. "
        "Check that the url names a gateway, and a proxy in front of it."
    ),
    errors.Redirected: (
        "{gateway} redirects {route}{remark} (HTTP {error.status}), and redirects are not followed, "
        "to keep the token. Put the final address into the gateways file."
    ),
    errors.AccessDenied: (
        "{gateway} denied access to {route} (HTTP {error.status}){remark}. "
        "Check its GATEWAY_TOKEN_ variable, and the proxy in front of it."
    ),
    errors.RouteMissing: (
        "{gateway} has no route {route} (HTTP {error.status}). Check that the url names a gateway's HTTP port."
    ),
    errors.BadQuery: (
        "{gateway} does not accept the request {route} (HTTP {error.status}){remark}. "
        "Check that the url names a gateway, and its version."
    ),
    errors.TooManyRequests: (
        "{gateway} was asked too often for {route} (HTTP {error.status}){remark}. "
        "Raise the refresh intervals, or the limit of the proxy in front of it."
    ),
    errors.ServerFailed: (
        "{gateway} failed at {route} (HTTP {error.status}){remark}. "
        "Look into its log, and that of a proxy in front of it."
    ),
    errors.BadBody: "{gateway} sent an answer to {route} that cannot be used{remark}. Look into its log.",
    errors.EmptyBody: (
        "{gateway} sent an empty answer to {route}. Check that the url names a gateway, and a proxy in front of it."
    ),
    errors.NotJson: ("{gateway} answered {route} with {remark}. Check that the url names a gateway's HTTP port."),
    errors.Truncated: (
        "{gateway} broke off its answer to {route}{remark}. "
        "Check whether it was restarted, and the limits of a proxy in front of it."
    ),
    errors.WrongShape: (
        "{gateway} answered {route} with JSON that is not a gateway's{remark}. "
        "Check that the url names a gateway, and its version."
    ),
    errors.TooLarge: (
        "{gateway} has an answer to {route} that is larger than {remark}. "
        "Raise MAX_BODY_MIB if the fleet is that large."
    ),
    errors.BadEncoding: (
        "{gateway} compressed its answer to {route} in a way that cannot be read{remark}. "
        "Check the compression of a proxy in front of it."
    ),
    errors.ReportedError: "{gateway} reports that {route} failed{remark}. Look into its log.",
}
"""One for each class of the tree, found by exact class: a subclass needs words of its own."""


def _detail(error: errors.GatewayError) -> str:
    return f": {error.detail.rstrip('.')}" if error.detail else ""


def _target(error: errors.Redirected) -> str:
    return f" to {error.target_host}" if error.target_host else ""


def _wait(error: errors.TooManyRequests) -> str:
    return "" if error.retry_after is None else f"; it asks to wait {error.retry_after:.0f} s"


def _sent_instead(error: errors.NotJson) -> str:
    return "an HTML page, probably a proxy's" if error.html else "something that is not JSON"


def _size(error: errors.TooLarge) -> str:
    return f"{error.limit / 1024**2:g} MiB"


_REMARKS: Final[Mapping[type[errors.GatewayError], Callable[[Any], str]]] = {
    errors.Redirected: _target,
    errors.TooManyRequests: _wait,
    errors.NotJson: _sent_instead,
    errors.TooLarge: _size,
}
"""What the error's own data adds to its template; any other class adds its detail."""
