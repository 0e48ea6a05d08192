from lib.gateway.config import token_variable
from lib.settings import Settings
from tests.docs.documents import README, assert_marked, table


def test_the_readme_has_every_setting_with_default_and_meaning() -> None:
    rows = [
        (f"`{name.upper()}`", "none" if field.default is None else f"`{field.default}`", field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    example = token_variable("us-east-1")
    token = f"Bearer token of the gateway with that id; `{example}` for the gateway `us-east-1`."
    rows.append((f"`{token_variable('')}<ID>`", "none", token))
    assert_marked(README, "settings", table(("Variable", "Default", "Meaning"), rows))
