from lib.gateway.limits import Limits
from lib.settings import Settings


def test_limits_are_the_settings_in_seconds_and_bytes() -> None:
    settings = Settings(connect_timeout=1, read_timeout=2, call_timeout=3, max_body_mib=4)
    assert Limits.of(settings) == Limits(connect=1, read=2, call=3, body=4 * 1024 * 1024)
