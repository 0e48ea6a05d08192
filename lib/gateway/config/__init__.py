"""The gateways file: what it may say, what is wrong with it, and when it changes."""

from lib.gateway.config.gateway import Gateway, token_variable
from lib.gateway.config.limited import seen_by
from lib.gateway.config.loading import Configuration, load
from lib.gateway.config.problem import ConfigurationError
from lib.gateway.config.watching import ConfigurationFile

__all__ = ["Configuration", "ConfigurationError", "ConfigurationFile", "Gateway", "load", "seen_by", "token_variable"]
