import pytest

from lib.access.hosts import Hosts, is_loopback

PUBLIC = "https://dashboard.example"


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("localhost", True),
        ("localhost:8501", True),
        ("LOCALHOST:8501", True),
        ("localhost.:8501", True),
        ("127.0.0.1:8501", True),
        ("[::1]:8501", True),
        ("evil.example", False),
        ("evil.example:8501", False),
        ("localhost.evil.example", False),
        ("10.0.0.7:8501", False),
        ("localhost@evil.example", False),
        ("localhost/evil", False),
        ("localhost:port", False),
        ("[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_on_this_machine_only_its_own_names_are_answered(host: str | None, answered: bool) -> None:  # noqa: FBT001
    assert Hosts.of("127.0.0.1", (), None).answers_to(host) is answered


def test_the_address_that_is_listened_on_is_answered() -> None:
    assert Hosts.of("10.0.0.7", (), None).answers_to("10.0.0.7:8501")
    assert not Hosts.of("10.0.0.7", (), None).answers_to("10.0.0.8:8501")
    assert Hosts.of("fd00::7", (), None).answers_to("[fd00::7]:8501")


def test_where_every_address_is_listened_on_each_is_answered_and_no_other_name() -> None:
    everywhere = Hosts.of("0.0.0.0", (), None)  # noqa: S104 - nothing listens
    assert everywhere.answers_to("10.0.0.7:8501")
    assert everywhere.answers_to("[fd00::7]")
    assert not everywhere.answers_to("evil.example")


def test_the_public_name_and_named_ones_are_answered() -> None:
    hosts = Hosts.of("127.0.0.1", ["inner.example", "*.cluster.example"], PUBLIC)
    for host in ("dashboard.example", "inner.example:8501", "a.cluster.example", "a.b.cluster.example", "localhost"):
        assert hosts.answers_to(host)
    for host in ("cluster.example", "xcluster.example", "other.example"):
        assert not hosts.answers_to(host)


def test_a_star_is_any_name() -> None:
    assert Hosts.of("127.0.0.1", ["*"], None).answers_to("anything.example")


@pytest.mark.parametrize(
    ("origin", "host", "let"),
    [
        (None, "localhost:8501", True),
        ("http://localhost:8501", "localhost:8501", True),
        ("https://dashboard.example", "inner.example:8501", True),
        ("https://dashboard.example", "dashboard.example", True),
        ("http://localhost:3000", "localhost:8501", False),
        ("http://localhost", "localhost:8501", False),
        ("http://dashboard.example.evil.example", "inner.example", False),
        ("https://evil.example", "localhost:8501", False),
        ("null", "localhost:8501", False),
        ("null", "null", False),
        ("", "", False),
        ("http://localhost:8501", None, False),
        ("file://localhost:8501", "localhost:8501", False),
    ],
)
def test_a_page_may_ask_where_it_comes_from(origin: str | None, host: str | None, let: bool) -> None:  # noqa: FBT001
    assert Hosts.of("127.0.0.1", (), PUBLIC).lets(origin, host) is let


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - nothing listens
        ("10.0.0.7", False),
        ("", False),
        ("dashboard.example", False),
    ],
)
def test_which_addresses_only_this_machine_reaches(address: str, own: bool) -> None:  # noqa: FBT001
    assert is_loopback(address) is own
