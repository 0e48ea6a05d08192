"""How often something was run, as the process has counted it."""

from lib import telemetry


def runs(part: str) -> float:
    """How often a run of this part was measured so far."""
    found = telemetry.REGISTRY.get_sample_value("deployments_rerun_duration_seconds_count", {"part": part})
    return found or 0
