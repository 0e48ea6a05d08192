import pytest

from lib.gateway.routes import HEALTH_FALLBACKS, OPENAPI, PATHS, Kind, is_forbidden


def test_every_kind_but_health_has_one_path() -> None:
    assert set(PATHS) == set(Kind) - {Kind.HEALTH}


@pytest.mark.parametrize("path", [*PATHS.values(), *HEALTH_FALLBACKS, OPENAPI, "/health", "/status"])
def test_what_is_asked_for_is_not_forbidden(path: str) -> None:
    assert not is_forbidden(path)


@pytest.mark.parametrize(
    "path",
    [
        "/job/submit",
        "/job/submit?text=x",
        "/api/jobs",
        "/api/jobs/0198/stop",
        "/api/jobsXX/0198",
        "/dry_run",
        "/dry_run/",
        "/api/v1/invoke",
        "/api/scheduler/pause",
        "/api/scheduler",
        "/api/debug/reset-dags",
    ],
)
def test_what_changes_or_reveals_something_is_forbidden(path: str) -> None:
    assert is_forbidden(path)


@pytest.mark.parametrize("path", ["/dry%5Frun", "/x/../dry_run", "//dry_run", "/./dry_run", "/DRY_RUN", "/job//submit"])
def test_a_disguise_does_not_help(path: str) -> None:
    assert is_forbidden(path)
