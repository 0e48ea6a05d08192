from pydantic.fields import FieldInfo

from lib.api.faults import Code
from lib.api.models import MOST_ROWS
from lib.api.procedures import PROCEDURES
from lib.api.trpc import MOST_CALLS
from tests.docs.documents import DOCS, assert_marked, table

API = DOCS / "api.md"


def told(name: str, field: FieldInfo) -> str:
    return f"`{field.alias or name}{'' if field.is_required() else '?'}`"


def test_every_procedure_is_listed_with_its_path_and_what_it_takes() -> None:
    rows = [
        (
            f"`{each.name}`",
            ", ".join(told(name, field) for name, field in each.takes.model_fields.items()) or "nothing",
            f"`/api/v1{each.path}`",
            each.summary,
        )
        for each in PROCEDURES
    ]
    assert_marked(API, "procedures", table(("Procedure", "Takes", "REST", "Answers with"), rows))


def test_the_caps_are_told() -> None:
    said = API.read_text()
    assert f"at most {MOST_ROWS:,} rows" in said
    assert f"at most {MOST_CALLS} calls" in said


def test_every_code_that_a_call_fails_with_by_itself_is_told_with_its_status() -> None:
    said = API.read_text()
    of_access = {Code.FORBIDDEN, Code.TOO_MANY_REQUESTS}
    assert [each for each in Code if each not in of_access and f"| `{each}` | {each.http} |" not in said] == []
