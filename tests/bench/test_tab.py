import json
from itertools import count

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.tab import Tab

PART, OTHER = "part", "other"
_runs = count()


@pytest.fixture
def tab() -> Tab:
    return Tab("gateway=one")


def begin(tab: Tab, *fragments: str) -> None:
    """Begin a run of these fragments, or of the whole page."""
    message = ForwardMsg()
    message.new_session.config.max_cached_message_age = 1
    message.metadata.run.script_run_id = f"run {next(_runs)}"
    message.metadata.run.fragment_ids.extend(fragments)
    tab.take(message)


def end(tab: Tab, *fragments: str, how: "ForwardMsg.ScriptFinishedStatus" = ForwardMsg.FINISHED_SUCCESSFULLY) -> None:
    message = ForwardMsg(script_finished=how)
    message.metadata.run.fragment_ids.extend(fragments)
    tab.take(message)


def text(key: str, path: tuple[int, ...], fragment: str = "", *, cached_as: str = "") -> ForwardMsg:
    """A field for text."""
    message = ForwardMsg(hash=cached_as)
    message.metadata.delta_path.extend(path)
    message.metadata.cacheable = bool(cached_as)
    message.delta.fragment_id = fragment
    message.delta.new_element.text_input.id = f"$$ID-0123-{key}"
    return message


def container(path: tuple[int, ...], fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.fragment_id = fragment
    message.delta.add_block.allow_empty = True
    return message


def keys(tab: Tab) -> list[str]:
    return [node.key for node in tab.nodes() if node.key]


def test_what_is_drawn_is_found_by_the_key_that_the_page_gave_it(tab: Tab) -> None:
    begin(tab)
    tab.take(text("q", (0, 1), PART))
    found = tab.find("q")
    assert found is not None
    assert (found.id, found.fragment) == ("$$ID-0123-q", PART)
    assert tab.find("w") is None


def test_both_sorts_of_components_tell_what_they_were_given(tab: Tab) -> None:
    begin(tab)
    first, second = ForwardMsg(), ForwardMsg()
    first.metadata.delta_path.append(0)
    first.delta.new_element.component_instance.id = "$$ID-0123-timer"
    first.delta.new_element.component_instance.json_args = json.dumps({"interval": 5})
    second.metadata.delta_path.append(1)
    second.delta.new_element.bidi_component.id = "$$ID-0123-pulse"
    second.delta.new_element.bidi_component.json = json.dumps({"due": True})
    tab.take(first)
    tab.take(second)
    assert [node.data for node in tab.nodes()] == [{"interval": 5}, {"due": True}]


def test_what_a_run_of_the_page_does_not_draw_again_is_gone_at_its_end(tab: Tab) -> None:
    begin(tab)
    tab.take(text("old", (0, 0)))
    tab.take(text("kept", (0, 1)))
    end(tab)
    begin(tab)
    tab.take(text("kept", (0, 1)))
    assert keys(tab) == ["old", "kept"]
    end(tab)
    assert keys(tab) == ["kept"]


def test_a_run_of_a_fragment_removes_nothing_of_others(tab: Tab) -> None:
    begin(tab)
    tab.take(text("own", (0, 0), PART))
    tab.take(text("its", (0, 1), OTHER))
    tab.take(text("page's", (0, 2)))
    end(tab)
    begin(tab, PART)
    end(tab, PART)
    assert keys(tab) == ["its", "page's"]


def test_a_container_that_is_gone_takes_along_what_other_fragments_drew_in_it(tab: Tab) -> None:
    begin(tab)
    tab.take(container((2, 1), PART))
    tab.take(text("inner", (2, 1, 0), OTHER))
    end(tab)
    begin(tab, PART)
    end(tab, PART)
    assert keys(tab) == []


def test_an_element_in_place_of_a_container_removes_what_was_in_it(tab: Tab) -> None:
    begin(tab)
    tab.take(container((0, 0)))
    tab.take(text("inner", (0, 0, 0)))
    tab.take(text("instead", (0, 0)))
    assert keys(tab) == ["instead"]


def test_a_run_that_ended_for_another_one_removes_nothing(tab: Tab) -> None:
    begin(tab)
    tab.take(text("q", (0, 0)))
    end(tab)
    begin(tab)
    end(tab, how=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    assert keys(tab) == ["q"]


def test_a_message_that_is_cached_is_drawn_where_another_one_stands_for_it(tab: Tab) -> None:
    begin(tab)
    tab.take(text("q", (0, 0), PART, cached_as="hash"))
    end(tab)
    begin(tab)
    reference = ForwardMsg(ref_hash="hash")
    reference.metadata.delta_path.extend((0, 5))
    tab.take(reference)
    end(tab)
    assert keys(tab) == ["q"]
    assert list(tab.cached()) == ["hash"]


def test_the_cache_forgets_what_has_not_been_sent_for_some_runs(tab: Tab) -> None:
    begin(tab)
    tab.take(text("q", (0, 0), PART, cached_as="hash"))
    end(tab)
    for fragment, kept in ((OTHER, ["hash"]), (OTHER, ["hash"]), (PART, [])):
        begin(tab, fragment)
        end(tab, fragment)
        assert list(tab.cached()) == kept


def test_fragments_that_are_to_run_again_by_themselves_do_so_until_the_server_or_a_run_of_the_page_ends_it(
    tab: Tab,
) -> None:
    again, stop = ForwardMsg(), ForwardMsg()
    again.auto_rerun.fragment_id, again.auto_rerun.interval = PART, 10
    stop.stop_auto_rerun.fragment_ids.append(PART)
    begin(tab)
    tab.take(again)
    end(tab)
    begin(tab, OTHER)
    assert tab.auto_reruns == {PART: 10}
    tab.take(stop)
    assert tab.auto_reruns == {}
    tab.take(again)
    begin(tab)
    assert tab.auto_reruns == {}


def test_the_address_is_what_the_server_says(tab: Tab) -> None:
    assert tab.query == "gateway=one"
    message = ForwardMsg()
    message.page_info_changed.query_string = "gateway=one&executor=first"
    tab.take(message)
    assert tab.query == "gateway=one&executor=first"


def test_an_exception_on_the_page_is_an_error(tab: Tab) -> None:
    begin(tab)
    message = ForwardMsg()
    message.metadata.delta_path.append(0)
    message.delta.new_element.exception.message = "no such column"
    with pytest.raises(RuntimeError, match="no such column"):
        tab.take(message)


def test_a_page_that_does_not_compile_is_an_error(tab: Tab) -> None:
    begin(tab)
    with pytest.raises(RuntimeError, match="compile"):
        end(tab, how=ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
