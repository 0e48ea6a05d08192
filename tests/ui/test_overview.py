from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from lib import process
from lib.gateway.config import Gateway
from lib.gateway.health import HealthCheck
from lib.ui import overview_check
from tests.gateway.bodies import be_g1, be_g2
from tests.gateway.server import PATIENCE, Reply, ScriptedServer
from tests.pages.gateways import be_captured, be_down, be_silent
from tests.pages.reading import plain, words
from tests.ui.drawn import Open


def configured(gateway_id: str) -> Gateway:
    """A gateway as the dashboard of this test knows it."""
    configuration, _error = process.current().configuration()
    assert configuration is not None
    return next(each for each in configuration.gateways if each.id == gateway_id)


def never_done(_gateway: Gateway) -> HealthCheck:
    raise TimeoutError


def number(page: AppTest, label: str) -> list[tuple[str, str]]:
    """Value and note of a number, gateway by gateway."""
    return [(each.value, each.delta) for each in page.metric if each.label == label]


def pressing_test(page: AppTest, gateway: int = 0) -> AppTest:
    """The page after the gateway's Test button was pressed."""
    return page.button(key=f"test_{gateway}").click().run()


def test_a_row_shows_the_numbers_of_its_gateway(overview: Open) -> None:
    page = overview(1)
    assert "1 of 1 gateway reachable" in words(page)
    assert number(page, "Executors") == [("8", "7 active")]
    assert number(page, "Nodes") == [("14", "14 addresses")]
    assert number(page, "Healthy nodes") == [("92.9\u202f%", "13 of 14")]
    assert number(page, "Utilization") == [("52\u202f%", "13 of 25 slots")]
    assert [note for _age, note in number(page, "Oldest data")] == ["executors"]


def test_the_summary_counts_gateways_and_adds_up_nothing_else(overview: Open) -> None:
    page = overview(2)
    assert "2 of 2 gateways reachable" in words(page)
    assert number(page, "Utilization") == [("52\u202f%", "13 of 25 slots")] * 2


def test_a_gateway_that_fails_says_since_when_and_why(overview: Open, servers: list[ScriptedServer]) -> None:
    be_down(servers[1])
    said = words(overview(2))
    assert "1 of 2 gateways reachable** · 1 unhealthy" in said
    assert "Unhealthy]" in said
    assert "s ago): Gateway g1 failed at /health (HTTP 503)" in said


def test_what_is_not_known_of_a_failing_gateway_is_a_dash_and_never_a_zero(
    overview: Open, server: ScriptedServer
) -> None:
    be_down(server)
    page = overview(1)
    assert [(each.value, each.delta) for each in page.metric] == [("—", "cannot be read")] * 4 + [("—", "none yet")]


def test_a_gateway_that_has_not_answered_yet_is_connecting(overview: Open, server: ScriptedServer) -> None:
    be_silent(server)
    page = overview(1, first_read_wait=0.0)
    assert "0 of 1 gateway reachable** · 1 connecting" in words(page)
    assert number(page, "Executors") == [("—", "no answer yet")]


def test_a_part_that_cannot_be_read_says_why_in_its_help(overview: Open, server: ScriptedServer) -> None:
    server.on("/api/capacity", Reply(json={"status": "error", "result": "etcd is gone"}))
    page = overview(1)
    [utilization] = [each for each in page.metric if each.label == "Utilization"]
    assert (utilization.value, utilization.delta) == ("—", "cannot be read")
    assert "etcd is gone" in plain(utilization.help)


def test_gateways_of_one_etcd_are_marked_in_their_rows(overview: Open) -> None:
    said = words(overview(3))
    assert ":material/hub: shares one etcd with g1" in said
    assert ":material/hub: shares one etcd with g0" in said
    assert said.count("shares one etcd with") == 2


def test_slow_gateways_are_waited_for_together(overview: Open, servers: list[ScriptedServer]) -> None:
    gates = [server.gate(Reply(json={})) for server in servers]
    for server, gate in zip(servers, gates, strict=True):
        server.forget()
        server.otherwise(gate)

    def open_once_all_are_asked() -> None:
        try:
            for server in servers:
                server.wait_for_requests(1)
        finally:
            for gate in gates:
                gate.open()

    with ThreadPoolExecutor() as threads:
        opening = threads.submit(open_once_all_are_asked)
        page = overview(3, first_read_wait=2 * PATIENCE, read_timeout=PATIENCE, call_timeout=PATIENCE)
        opening.result()
    assert "3 of 3 gateways reachable" in words(page)


def test_a_name_leads_to_the_deployments_of_its_gateway(overview: Open) -> None:
    links = [each.proto for each in overview(2).get("page_link") if each.proto.query_string]
    assert [(each.page, parse_qs(each.query_string)) for each in links] == [
        ("deployments", {"gateway": ["g0"]}),
        ("deployments", {"gateway": ["g1"]}),
    ]


def test_a_test_shows_each_step_and_the_verdict(overview: Open, server: ScriptedServer) -> None:
    be_g2(server)
    said = words(pressing_test(overview(1)))
    assert "Reachable] **/** answered. Tested at" in said
    first, second = said[said.index("1. :") :].split("\n2. ")
    assert "no such route] **/health** · HTTP 404 ·" in first
    assert "answered] **/** · HTTP 200 ·" in second
    assert "\n   {}" in second
    assert "Generation: G2" in said


def test_a_test_that_fails_says_at_which_step_and_why(overview: Open, server: ScriptedServer) -> None:
    server.on("/", Reply(b"<h1>Welcome</h1>", headers={"content-type": "text/html"}))
    said = words(pressing_test(overview(1)))
    assert "Failed] Step 2 of the health check failed." in said
    assert "failed] **/** ·" in said
    assert "Gateway g0 answered / with an HTML page" in said[said.index("2. :") :]


def test_a_silent_gateway_fails_the_test_without_a_status(overview: Open, server: ScriptedServer) -> None:
    be_silent(server)
    said = words(pressing_test(overview(1, first_read_wait=0.0, read_timeout=0.1)))
    assert "failed] **/health** · no HTTP status ·" in said
    assert "did not answer /health within 0.1 s" in said


def test_an_outcome_stays_until_it_is_dismissed(overview: Open) -> None:
    page = pressing_test(overview(2), gateway=1)
    assert "**/** answered." in words(page.run())
    assert [each.key for each in page.button if each.label == "Dismiss"] == ["dismiss_1"]
    page.button(key="dismiss_1").click().run()
    assert "**/** answered." not in words(page)


def test_the_next_test_replaces_the_outcome(overview: Open, server: ScriptedServer) -> None:
    page = pressing_test(overview(1))
    be_down(server)
    said = words(pressing_test(page))
    assert "Failed]" in said
    assert "**/** answered." not in said


def test_a_gateway_that_passes_again_is_not_called_unhealthy_until_its_back_off_ends(
    overview: Open, server: ScriptedServer
) -> None:
    be_down(server)
    page = overview(1, refresh_health=60, refresh_executors=60, refresh_desired=60)
    assert "Unhealthy]" in words(page)
    be_captured(server)
    server.otherwise(Reply(json={"detail": "Not Found"}, status=404))
    said = words(pressing_test(page))
    assert "**/** answered." in said
    assert "1 of 1 gateway reachable" in said
    assert "Unhealthy]" not in said


def test_what_a_gateway_answers_is_no_markdown(overview: Open, server: ScriptedServer) -> None:
    be_g1(server)
    server.on("/", Reply(json={"**bold**": "<b>[link](http://evil.example)</b> :red[no]"}))
    [steps] = [each.value for each in pressing_test(overview(1)).markdown if "1. :" in each.value]
    answer = steps.splitlines()[-1]
    assert "**" not in answer
    assert "[link](" not in answer
    assert "<b>" not in answer
    assert ":red[" not in answer


def test_without_gateways_it_says_how_to_configure_them(overview: Open) -> None:
    assert "1. Check the gateway configuration" in words(overview(0))


def test_a_test_that_takes_too_long_is_told_in_a_sentence(overview: Open) -> None:
    page = overview(1)
    page.session_state[overview_check.STATE] = {"g0": overview_check.walk(configured("g0"), never_done)}
    said = words(page.run())
    assert "Failed] The test was given up after" in said
    assert "is too slow" in said


def test_an_outcome_is_not_shown_once_the_gateway_has_another_address(overview: Open) -> None:
    page = overview(1)
    before = configured("g0").model_copy(update={"url": "http://us.example:8080"})
    page.session_state[overview_check.STATE] = {"g0": overview_check.walk(before, never_done)}
    assert "Failed]" not in words(page.run())
