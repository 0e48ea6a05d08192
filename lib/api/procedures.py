"""Every procedure, once: its name in tRPC, its path in REST, what it takes and gives, and what answers it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from lib.access.caller import Caller
from lib.api import alerting, deployments, gateways, past
from lib.api.asking import Asking, now
from lib.api.faults import CallFailed, Code
from lib.api.models import Answer, Input, NoInput, OfExecutor, OfGateway, PageOfGateway
from lib.process import Dashboard

logger = logging.getLogger(__name__)

_LONGEST_FIELD: Final = 60
"""Characters of a field's name that are repeated to who wrote it."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A query. ``path`` is that of its REST twin below ``/api/v1``; fields in braces are of the input."""

    name: str
    path: str
    takes: type[Input]
    gives: type[Answer]
    answer: Callable[[Asking, Any], Answer]

    @property
    def summary(self) -> str:
        """What it is for, in a sentence."""
        return (self.answer.__doc__ or "").partition("\n")[0]

    def input_of(self, told: Any) -> Input:
        """The input that somebody has told. Raises CallFailed where it can't be used."""
        try:
            return self.takes.model_validate(told)
        except ValidationError as error:
            raise CallFailed(Code.BAD_REQUEST, self._refusal(error)) from error

    def call(self, dashboard: Dashboard, caller: Caller, told: Any) -> Answer:
        """The answer. Raises CallFailed, and nothing else: a fault of ours is logged and told as such."""
        try:
            return self.answer(Asking(dashboard, caller, now()), self.input_of(told))
        except CallFailed:
            raise
        except Exception as error:
            logger.exception("%s could not be answered", self.name)
            said = "The dashboard could not answer, which is its own fault: its log says more."
            raise CallFailed(Code.INTERNAL_SERVER_ERROR, said) from error

    def _refusal(self, error: ValidationError) -> str:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        said = "; ".join(": ".join(filter(None, (_field(each["loc"]), each["msg"]))) for each in found[:3])
        fields = [field.alias or name for name, field in self.takes.model_fields.items()]
        return f"{said}. {self.name} takes {', '.join(fields) or 'no input'}."


def _field(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)[:_LONGEST_FIELD]


PROCEDURES: Final = (
    Procedure("gateways.getConfig", "/gateways", NoInput, gateways.Configured, gateways.get_config),
    Procedure("gateways.getHealth", "/gateways/{gatewayId}/health", OfGateway, gateways.Health, gateways.get_health),
    Procedure(
        "deployments.getDeployments",
        "/gateways/{gatewayId}/deployments",
        PageOfGateway,
        deployments.Deployments,
        deployments.get_deployments,
    ),
    Procedure(
        "deployments.getDeploymentStatus",
        "/gateways/{gatewayId}/deployments/{executorId}",
        OfExecutor,
        deployments.DeploymentStatus,
        deployments.get_deployment_status,
    ),
    Procedure(
        "deployments.getCapacity",
        "/gateways/{gatewayId}/capacity",
        PageOfGateway,
        deployments.Capacity,
        deployments.get_capacity,
    ),
    Procedure(
        "deployments.getDesiredStates",
        "/gateways/{gatewayId}/desired-states",
        PageOfGateway,
        deployments.DesiredStates,
        deployments.get_desired_states,
    ),
    Procedure("capacity.getHistory", "/capacity/history", past.OfHistory, past.History, past.get_history),
    Procedure("capacity.getAdvice", "/capacity/advice", past.OfAdvice, past.AdviceAnswer, past.get_advice),
    Procedure("alerts.list", "/alerts", alerting.OfAlerts, alerting.Alerts, alerting.list_alerts),
)

BY_NAME: Final[Mapping[str, Procedure]] = {procedure.name: procedure for procedure in PROCEDURES}
