import pytest
from streamlit.testing.v1 import AppTest

from lib.fleet.bands import BANDS
from lib.ui.holders_table import NO_SUCH_EXECUTOR
from tests.gateway.server import ScriptedServer
from tests.pages.conftest import Open
from tests.pages.gateways import be_drifting, be_hollow, be_unused, have_slots
from tests.pages.reading import column, desired, metrics, names, plain

BY_NAME = [
    "classify_executor_001",
    "embedding-executor-prod-us-east-1-002",
    "extract-executor-prod-us-east-1-000",
    "index_executor_007",
    "layout-executor-prod-us-east-1-004",
    "merge-executor-prod-us-east-1-006",
    "ner_executor_005",
    "ocr_executor_003",
]


def expanders(page: AppTest) -> list[str]:
    return [plain(each.label) for each in page.expander]


def captions(page: AppTest) -> str:
    return plain("\n".join(each.value for each in page.caption))


def test_the_numbers_are_those_of_the_captured_bodies(deployments: Open) -> None:
    page = deployments()

    assert not page.exception
    assert metrics(page) == {
        "Total Executors": ("8", "all with nodes"),
        "Total Nodes": ("14", "14 distinct addresses"),
        "Active Deployments": ("7", "4 busy · 3 ready"),
        "Healthy Nodes": ("92.9\u202f%", "1 never reported"),
        "Total": ("25", ""),
        "Used": ("13", ""),
        "Available": ("12", ""),
        "Utilization": ("52\u202f%", ""),
    }


def test_every_number_says_its_formula(deployments: Open) -> None:
    assert all(each.help for each in deployments().metric)


def test_the_health_line_names_the_route_that_answered_and_the_age_of_each_part(deployments: Open) -> None:
    [line] = [each.value for each in deployments().markdown if "Reachable" in each.value]

    assert "`/` answered in " in line
    for part in ("executors", "status and desired", "capacity"):
        assert f" · {part} 0\u202fs ago" in line


def test_the_table_is_in_the_order_of_names(deployments: Open) -> None:
    assert names(deployments()) == BY_NAME


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("-name", "ocr_executor_003"),
        ("status", "classify_executor_001"),
        ("-status", "embedding-executor-prod-us-east-1-002"),
        ("-nodes", "merge-executor-prod-us-east-1-006"),
        ("-slots", "ner_executor_005"),
        ("no-such-order", "classify_executor_001"),
    ],
)
def test_the_address_orders_the_table(deployments: Open, asked: str, first: str) -> None:
    shown = names(deployments({"sort": asked}))

    assert shown[0] == first
    assert sorted(shown) == BY_NAME


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "EXTRACT-executor"}, ["extract-executor-prod-us-east-1-000"]),
        ({"q": "worker-2@10.1.6.2"}, ["merge-executor-prod-us-east-1-006"]),
        ({"q": "/document/status ner"}, ["ner_executor_005"]),
        ({"status": "STARTING"}, ["classify_executor_001"]),
        ({"status": ["STARTING", "ERROR"], "q": "001"}, ["classify_executor_001"]),
        ({"verdict": "settling"}, ["classify_executor_001"]),
        ({"function": ["ocr", "ner"]}, ["ner_executor_005", "ocr_executor_003"]),
        ({"region": "us-east-1", "function": "merge"}, ["merge-executor-prod-us-east-1-006"]),
        ({"status": "NO_SUCH_STATUS"}, BY_NAME),
    ],
)
def test_the_address_filters_the_table(deployments: Open, query: dict[str, str], shown: list[str]) -> None:
    assert names(deployments(query)) == shown


def test_filters_that_nothing_passes_are_cleared_by_one_button(deployments: Open) -> None:
    page = deployments({"q": "nothing is called so", "sort": "-name"})
    assert [each.value for each in page.info] == ["None of the 8 executors passes these filters."]

    page.button(key="clear_filters").click().run()

    assert names(page) == BY_NAME[::-1]
    assert page.query_params == {"sort": "-name"}


def test_the_address_chooses_the_columns(deployments: Open) -> None:
    page = deployments({"columns": ["reason", "region", "no_such_column"]})

    assert list(page.dataframe[0].value) == ["name", "reason", "region"]
    assert column(page, "region")[:2] == ["—", "us-east-1"]


def test_the_address_asks_for_times_instead_of_ages(deployments: Open) -> None:
    ages, times = column(deployments(), "heartbeat"), column(deployments({"times": "absolute"}), "heartbeat")

    assert ages[1].endswith("s ago")
    assert times[1].count(":") == 2


def test_desired_states_are_filtered_by_their_verdict(deployments: Open) -> None:
    page = deployments({"desired_verdict": "settling"})

    assert list(desired(page)["executor"]) == ["classify_executor_001"]
    assert desired(page)["why"][0].startswith("dispatched, not claimed yet, first seen ")


def test_a_gateway_that_is_not_configured_is_named_beside_those_that_are(deployments: Open) -> None:
    page = deployments({"gateway": "no-such"})

    assert "**no-such**" in plain(page.error[0].value)
    assert not page.metric

    page.button(key="choose_twin").click().run()

    assert page.query_params == {"gateway": "twin"}
    assert names(page) == BY_NAME


def test_choosing_a_gateway_puts_it_into_the_address(deployments: Open) -> None:
    page = deployments()
    assert page.selectbox(key="gateway").value == "captured"

    page.selectbox(key="gateway").select("twin").run()

    assert page.query_params == {"gateway": "twin"}


def test_hollow_documents_are_said_and_never_match(deployments: Open, server: ScriptedServer) -> None:
    be_hollow(server, ["invoice_executor", "layout_executor"])

    page = deployments()

    assert "2 live documents arrived empty (known gateway defect)" in captions(page)
    assert column(page, "status") == ["? UNKNOWN"] * 2
    assert column(page, "verdict") == ["? unknown"] * 2
    assert column(page, "heartbeat")[0].startswith("~ ")


def test_executors_that_never_had_a_job_are_not_known_to_be_active(deployments: Open, server: ScriptedServer) -> None:
    be_unused(server, ["invoice_executor"])

    page = deployments()

    assert metrics(page)["Active Deployments"] == ("—", "1 unknown")
    assert metrics(page)["Healthy Nodes"] == ("0\u202f%", "1 never reported")
    assert column(page, "heartbeat") == ["—"]
    assert column(page, "reason") == ["never used: registered, no job sent to it yet"]


def test_full_slots_are_alarming_and_slots_of_an_executor_that_is_gone_stay(
    deployments: Open, server: ScriptedServer
) -> None:
    have_slots(server, {"ner_executor_005": (9, 10), "gone_executor": (0, 0)})

    page = deployments()

    assert [each.value for each in page.error] == [BANDS[-1].advice]
    assert metrics(page)["Utilization"] == ("90\u202f%", "")
    holders = page.dataframe[1].value
    assert list(holders["executor"]) == ["ner_executor_005", "gone_executor"]
    assert NO_SUCH_EXECUTOR in holders["flags"][1]


def test_drift_brings_its_troubleshooting_steps(deployments: Open, server: ScriptedServer) -> None:
    be_drifting(server, ["invoice_executor"])

    page = deployments()

    assert expanders(page) == ["Actual and desired state differ on invoice_executor."]
    assert desired(page)["why"][0].startswith("epoch 2 behind, first seen ")


def test_a_gateway_without_executors_brings_its_troubleshooting_steps(
    deployments: Open, server: ScriptedServer
) -> None:
    be_unused(server, [])

    page = deployments()

    assert not page.exception
    assert metrics(page)["Total Executors"][0] == "0"
    assert expanders(page) == ["The gateway answers but lists no executors: it is starting, or none has registered."]


def test_all_is_well_brings_no_steps(deployments: Open) -> None:
    assert expanders(deployments()) == []
