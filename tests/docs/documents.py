"""The project's documents, and the tables in them that follow from the code."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.glob("**/*.md")])


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def marked(document: Path, name: str) -> str:
    """What stands between the markers of that name."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- end -->", document.read_text(), re.DOTALL)
    assert found, f"{document.name} has no markers <!-- {name} --> and <!-- end -->"
    return found[1]


def assert_marked(document: Path, name: str, right: str) -> None:
    """Hold that a marked table is the right one; where it is not, print what to put there."""
    assert marked(document, name) == right, f"{document.name} should have, under <!-- {name} -->:\n\n{right}\n"
