"""What a viewer sees and does on a page, found by the keys and roles that the page promises."""

import re
from dataclasses import dataclass

from playwright.sync_api import Download, Locator, Page, expect

HOME = "/infrastructure/"
DEPLOYMENTS = "/infrastructure/deployments"
PARTS = ("health", "metrics", "executors", "capacity", "holders", "desired", "gateway", "refresh")
"""Keys that the page shows of every gateway."""


@dataclass(frozen=True)
class Screen:
    """One page in one browser tab."""

    page: Page

    def open(self, query: str = "") -> None:
        """Go to the Deployments page and wait until it is drawn and at rest."""
        self.page.goto(DEPLOYMENTS + query)
        self.settle()

    def settle(self) -> None:
        """Wait until the last part of the page is there and nothing of it is being worked out."""
        expect(self.part("desired")).to_be_visible()
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

    def part(self, key: str) -> Locator:
        return self.page.locator(f".st-key-{key}")

    def metric(self, part: str, label: str) -> Locator:
        """A number with its label and note."""
        metrics = self.part(part).get_by_test_id("stMetric")
        return metrics.filter(has=self.page.get_by_text(label, exact=True))

    def value(self, part: str, label: str) -> Locator:
        return self.metric(part, label).get_by_test_id("stMetricValue")

    def headers(self, part: str) -> Locator:
        """The headers of a table, as its canvas tells them to screen readers."""
        return self._grid(part).get_by_role("columnheader", include_hidden=True)

    def names(self, part: str) -> Locator:
        """The first column of a table, from top to bottom."""
        return self.column(part, 1)

    def column(self, part: str, number: int) -> Locator:
        return self._grid(part).locator(f"tbody td[aria-colindex='{number}']")

    def row(self, part: str, name: str) -> Locator:
        """The cells of one row of a table."""
        return self._grid(part).locator("tbody tr").filter(has_text=name).locator("td")

    def marked(self, part: str) -> Locator:
        """The rows of a table that are marked."""
        return self._grid(part).locator("tbody tr[aria-selected='true']")

    def click_table(self, part: str, x: int, y: int) -> None:
        """Click on a table so many pixels from its corner: its cells are drawn and no elements.

        A table in another order is another table: for a moment the one of before is still there.
        """
        table = self.part(part).get_by_test_id("stDataFrame")
        expect(table).to_have_count(1)
        table.click(position={"x": x, "y": y})

    def pill(self, key: str, label: str) -> Locator:
        """A filter that is switched by a click; its label goes on with a number."""
        return self.part(key).get_by_role("button", name=re.compile(rf"^{label} \d"))

    def button(self, key: str) -> Locator:
        return self.part(key).get_by_role("button")

    def download(self, table: str, ending: str) -> Download:
        """Export a table."""
        self.button(f"export_{table}").click()
        with self.page.expect_download() as download:
            self.button(f"{table}_{ending}").click()
        self.page.keyboard.press("Escape")
        return download.value

    def _grid(self, part: str) -> Locator:
        return self.part(part).locator("table[role='grid']")
