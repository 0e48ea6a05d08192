"""Why something of an executor is not known, in the sentences of pages and answers (contract 9.4, 9.6)."""

from typing import Final

NO_SLOTS: Final = "The gateway lists no slots for this executor."
NO_NODES: Final = "No answer of the gateway lists its nodes."
NO_LOAD: Final = "Which node the used slots are on needs a newer gateway: this one sends slots per executor alone."
NO_CONFIGURATION: Final = "This gateway publishes no configuration of this executor."
NO_ENDPOINT: Final = "No endpoint is published."
PATHS_ALONE: Final = "This gateway publishes the path of an endpoint and nothing else."
