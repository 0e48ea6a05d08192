import re
from pathlib import Path
from typing import Any

import pytest

from lib.ui import browser
from lib.ui.browser import script
from tests.ui.scripts import given, source
from tests.ui.session import opened

FOLDER = Path(browser.__file__).parent
LIBRARY = FOLDER.parent
USES = re.compile(r'= script\(((?:"\w+"(?:, )?)+)\)')


def used() -> dict[str, list[str]]:
    """The scripts that modules of ``lib.ui`` mount, each with the shared ones before it."""
    calls = [call for file in LIBRARY.rglob("*.py") for call in USES.findall(file.read_text(encoding="utf-8"))]
    named = [re.findall(r"\w+", call) for call in calls]
    return {name: shared for name, *shared in named}


def mounted(name: str, *shared: str) -> Any:
    render = script(name, *shared)
    return source(opened(lambda: render(key="it", data={})), "it")


def written(*files: str) -> str:
    return "".join((FOLDER / file).read_text(encoding="utf-8") for file in files)


def test_a_script_comes_after_what_it_shares_with_others() -> None:
    assert mounted("walk", "button", "steps", "quiet").js_content == written("steps.js", "quiet.js", "walk.js")


def test_styles_and_markup_come_along_where_there_are_any() -> None:
    walk = mounted("walk", "button", "steps", "quiet")
    assert walk.html_content == written("walk.html")
    assert walk.css_content == written("button.css", "walk.css")
    table = mounted("table", "steps", "quiet")
    assert (table.html_content, table.css_content) == ("", "")


def test_each_script_is_a_component_of_its_own() -> None:
    assert mounted("walk").component_name != mounted("share").component_name


def test_data_of_a_page_arrives_as_it_was() -> None:
    data = {"name": '</script><b>"quo\'te" 执行者', "at": None, "total": 10**9, "due": False}
    render = script("walk")
    assert given(opened(lambda: render(key="it", data=data)), "it") == data


@pytest.mark.parametrize("name", sorted(used()))
def test_every_script_that_is_mounted_is_there_with_one_entry_and_each_name_once(name: str) -> None:
    parts = [*used()[name], name]
    assert any((FOLDER / f"{name}.{ending}").exists() for ending in ("js", "html"))
    module = written(*(f"{part}.js" for part in parts if (FOLDER / f"{part}.js").exists()))
    assert module.count("export default ") == 1
    declared = re.findall(r"^(?:const|let|function|class) (\w+)", module, re.MULTILINE)
    assert len(declared) == len(set(declared))


def test_no_file_lies_about_that_no_module_mounts() -> None:
    named = {*used(), *(shared for several in used().values() for shared in several)}
    assert {file.stem for file in FOLDER.iterdir() if file.suffix in (".js", ".html", ".css")} == named
