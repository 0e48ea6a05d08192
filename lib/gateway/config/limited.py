"""What of the configuration a caller may know."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from lib.access.caller import Caller
from lib.gateway.config.loading import Configuration
from lib.gateway.config.problem import ConfigurationError


def seen_by(
    caller: Caller, configuration: Configuration | None, error: ConfigurationError | None
) -> tuple[Configuration | None, ConfigurationError | None]:
    """The configuration with the gateways that a caller sees, maybe none.

    What is wrong with the file names gateways, so who does not see all of them learns no more than that it is wrong.
    """
    if caller.gateways is None:
        return configuration, error
    seen = configuration and replace(
        configuration, gateways=tuple(each for each in configuration.gateways if caller.sees(each.id))
    )
    return seen, error and _without_details(error.file)


@lru_cache(maxsize=16)
def _without_details(file: Path) -> ConfigurationError:
    """One error a file: pages look whether another one has come."""
    return ConfigurationError(file, "it can't be used as it is now", "Ask whoever runs the dashboard")
