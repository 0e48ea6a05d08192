"""Random gateways whose nodes differ in the age of their last heartbeat alone."""

from typing import Any

from hypothesis import strategies as st

from tests.fleet.aging import Ages

HOSTS = ("10.4.0.1", "10.4.0.2", "[fd00::7]")
EXECUTORS = (
    "ocr-executor-prod-us-east-1-001",
    "ocr-executor-test-eu-west-1-002",
    "ner-executor-prod-us-east-1-003",
    "gpu_ner",
    "Prüf_gpu",
)
addresses = st.builds("{}:{}".format, st.sampled_from(HOSTS), st.sampled_from([7_101, 7_102]))


def fleets_of(ages: st.SearchStrategy[float]) -> st.SearchStrategy[Ages]:
    """Executors with up to six nodes of such ages; several nodes share a host."""
    nodes = st.dictionaries(addresses, ages, max_size=6)
    return st.dictionaries(st.sampled_from(EXECUTORS), nodes, min_size=1)


def shuffled(ages: Ages, random: Any) -> Ages:
    """The same in another order."""
    turned = {name: dict(random.sample(list(ages[name].items()), len(ages[name]))) for name in ages}
    return dict(random.sample(list(turned.items()), len(turned)))
