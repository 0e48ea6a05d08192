from urllib.parse import parse_qs, urlsplit

import pytest

from lib.settings import Settings
from lib.ui.flyout.links import draw, links
from tests.ui.session import opened

DEBUG, EVENTS, REGISTRY = (f"https://m3.example/{page}?g={{gateway}}&e={{executor}}" for page in ("d", "e", "r"))
ODD = [
    "with/slashes",
    "spaces and +",
    "100%&q=1#x",
    "quo'ted\"",
    "<b>",
    "ünï 执行者",
    "{executor}",
    "{gateway}",
    "..",
    "",
]


def settings(**told: str | None) -> Settings:
    return Settings.model_validate({"debug_url": None, "events_url": None, "registry_url": None, **told})


def test_each_link_that_has_an_address_is_there_in_the_order_of_the_menu() -> None:
    every = settings(registry_url=REGISTRY, events_url=EVENTS, debug_url=DEBUG)
    assert links(every, "us", "ocr") == {
        "Debug": "https://m3.example/d?g=us&e=ocr",
        "Events": "https://m3.example/e?g=us&e=ocr",
        "Registry": "https://m3.example/r?g=us&e=ocr",
    }


@pytest.mark.parametrize("empty", [None, ""])
def test_a_link_without_an_address_is_not_there(empty: str | None) -> None:
    assert list(links(settings(events_url=EVENTS, debug_url=empty), "us", "ocr")) == ["Events"]
    assert links(settings(), "us", "ocr") == {}


@pytest.mark.parametrize("executor", ODD)
@pytest.mark.parametrize("gateway", ["us", "us/east 1&2", "{executor}", "{gateway}"])
def test_names_arrive_as_they_are_and_change_nothing_else_of_the_address(gateway: str, executor: str) -> None:
    [url] = links(settings(debug_url=DEBUG), gateway, executor).values()
    split = urlsplit(url)
    assert (split.scheme, split.netloc, split.path, split.fragment) == ("https", "m3.example", "/d", "")
    assert parse_qs(split.query, keep_blank_values=True) == {"g": [gateway], "e": [executor]}


@pytest.mark.parametrize("executor", ["a/../../b", "..", "a?b#c"])
def test_a_name_within_a_path_stays_one_step_of_it(executor: str) -> None:
    [url] = links(settings(registry_url="https://m3.example/registry/{executor}/view"), "us", executor).values()
    assert urlsplit(url).path.count("/") == 3
    assert urlsplit(url).query == urlsplit(url).fragment == ""


def test_a_template_may_name_each_as_often_as_it_likes_or_not_at_all() -> None:
    twice = settings(debug_url="https://m3.example/{executor}/{executor}?{gateway}={gateway}", events_url="http://m3")
    assert links(twice, "g", "e") == {"Debug": "https://m3.example/e/e?g=g", "Events": "http://m3"}


def test_links_are_drawn_for_a_tab_of_their_own_and_nothing_where_there_are_none() -> None:
    page = opened(lambda: draw(settings(debug_url=DEBUG), "us", "<b>"))
    assert [(each.label, each.url) for each in page.link_button] == [("Debug", "https://m3.example/d?g=us&e=%3Cb%3E")]
    assert not opened(lambda: draw(settings(), "us", "ocr")).link_button
