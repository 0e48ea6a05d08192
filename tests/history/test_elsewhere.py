from lib.history.elsewhere import Elsewhere
from lib.history.prometheus import PrometheusArchive


def test_a_server_that_can_be_asked_is_the_archive() -> None:
    elsewhere = Elsewhere("http://prometheus.example:9090", 30)
    assert isinstance(elsewhere.archive, PrometheusArchive)
    assert elsewhere.trouble is None
    elsewhere.close()


def test_an_address_that_is_none_is_trouble_and_ends_nothing() -> None:
    elsewhere = Elsewhere("http://prometheus.example:port", 30)
    assert elsewhere.archive is None
    assert elsewhere.trouble is not None
    assert "HISTORY_URL is not an address" in elsewhere.trouble
    elsewhere.keep([], [])
    elsewhere.close()
