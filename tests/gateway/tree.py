"""One example of every class of the error tree, for tests that must hold for all of them."""

from lib.gateway import errors


def classes(root: type[errors.GatewayError] = errors.GatewayError) -> list[type[errors.GatewayError]]:
    """The whole tree, the root first."""
    return [root, *(found for child in root.__subclasses__() for found in classes(child))]


def example(cls: type[errors.GatewayError]) -> errors.GatewayError:
    """An error of exactly this class, at a gateway and a route."""
    return _made(cls).at("US East", "/api/capacity")


def _made(cls: type[errors.GatewayError]) -> errors.GatewayError:
    if issubclass(cls, errors.TooLarge):
        return cls(64 * 1024**2)
    if issubclass(cls, errors.ConnectTimedOut | errors.NoAnswer):
        return cls(2.5)
    if issubclass(cls, errors.UnexpectedStatus):
        return cls(418)
    return cls("the cause")
