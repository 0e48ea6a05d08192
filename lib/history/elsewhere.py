"""A past that another server keeps, which scrapes it: nothing is written here."""

from collections.abc import Sequence

from lib.history.prometheus import PrometheusArchive
from lib.history.questions import ArchiveError
from lib.history.samples import Change, GatewaySample


class Elsewhere:
    """Takes the place of the one that writes the history file. ``settling`` is how many seconds a dispatch takes.

    ``trouble`` says why the server can't be asked at all; there is never a ``notice``, and nothing is ``written``.
    """

    notice = written_at = written = None
    held = 0

    def __init__(self, url: str, settling: float) -> None:
        self.trouble: str | None = None
        self.archive: PrometheusArchive | None = None
        try:
            self.archive = PrometheusArchive(url, settling)
        except ArchiveError as error:
            self.trouble = str(error)

    def keep(self, samples: Sequence[GatewaySample], changes: Sequence[Change]) -> None:
        """Do nothing: the server scrapes the samples."""

    def close(self) -> None:
        """Ask no more."""
        if self.archive is not None:
            self.archive.close()
