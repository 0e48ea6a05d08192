from pathlib import Path


class ConfigurationError(Exception):
    """The gateways file cannot be used; no value from the file is repeated, as it could be a secret.

    `file` is the file, `entry` names the entry ("entry 2 (us-east-1)") and `field` its field, where the problem is
    in one; `problem` says what is wrong and `remedy` what would be right.
    """

    def __init__(
        self, file: Path, problem: str, remedy: str, *, entry: str | None = None, field: str | None = None
    ) -> None:
        place = ", ".join(part for part in (str(file), entry, field and f"field {field}") if part)
        super().__init__(f"{place}: {problem}. {remedy}.")
        self.file = file
        self.entry = entry
        self.field = field
        self.problem = problem
        self.remedy = remedy
