"""Every setting of the dashboard, once: name, type, default and unit. All come from the environment."""

import re
import ssl
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

VERSION: Final = "0.1.0"
"""The dashboard's version; a test holds it equal to the one in pyproject.toml."""

Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
SecondsOrZero = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""A duration that may be zero."""


HIDDEN: Final = "…"
"""Stands for the value of a setting that is secret."""

LINK_FIELDS: Final = ("gateway", "executor")
"""What the address of a link may name within braces."""

_FILLED_IN = "`{gateway}` and `{executor}` in it are filled in."


def _usable_link(template: str) -> str:
    named = re.findall(r"\{([^{}]*)\}", template)
    bare = re.sub(r"\{[^{}]*\}", "", template)
    if not template.startswith(("http://", "https://")) or not template.isprintable():
        raise ValueError("it should begin with http:// or https://")
    if "{" in bare or "}" in bare or not set(named) <= set(LINK_FIELDS):
        raise ValueError("it should have nothing but {gateway} and {executor} within braces")
    return template


Link = Annotated[str | None, AfterValidator(lambda template: template and _usable_link(template))]
"""The address of a page elsewhere, which names gateway and executor; None hides the link."""


def _usable_server(address: str) -> str:
    if not address.startswith(("http://", "https://")) or not address.isprintable():
        raise ValueError("it should begin with http:// or https://")
    return address.rstrip("/")


Server = Annotated[str | None, AfterValidator(lambda address: address and _usable_server(address))]
"""The address of another server; None where there is none."""


def _readable_authorities(file: Path) -> Path:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except ssl.SSLError as error:
        raise ValueError("it should be a PEM file with the certificates of authorities") from error
    except OSError as error:
        raise ValueError(f"it should be a file that can be read ({error.strerror})") from error
    return file


Authorities = Annotated[Path | None, AfterValidator(lambda file: file and _readable_authorities(file))]
"""A file with certificates of authorities; None where there is none."""


class SettingsError(ValueError):
    """The environment `variable` has a `value` that cannot be used; `remedy` says what would be right."""

    def __init__(self, variable: str, value: str, remedy: str) -> None:
        super().__init__(f"{variable}={value!r} cannot be used: {remedy}.")
        self.variable = variable
        self.value = value
        self.remedy = remedy


class Settings(BaseSettings):
    """The process's settings; the environment variable of a field is its name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_file=None, env_ignore_empty=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8501, ge=1, le=65535, description="TCP port to listen on.")
    gateways_file: Path = Field(default=Path("gateways.json"), description="File that lists the gateways.")
    link_local: Literal["refuse", "allow"] = Field(
        default="refuse",
        description="refuse: connect to no gateway at a link-local address such as 169.254.169.254, where clouds keep "
        "credentials; allow: gateways may be there.",
    )
    ca_file: Authorities = Field(
        default=None,
        description="PEM file with certificates of your own authorities; for gateways on https they are trusted beside "
        "public ones and those of this machine.",
    )
    demo: Literal["off", "auto"] = Field(
        default="off",
        description="auto: start simulated gateways where the gateways file does not exist; off: never.",
    )

    access: Literal["on", "off"] = Field(
        default="off",
        description="on: nobody gets an answer without a login or a token; off: everybody who reaches the port does.",
    )
    access_tokens: SecretStr | None = Field(
        default=None,
        description="Bearer tokens for `/metrics`, `/trpc` and `/api`: `name:role:gateways:hash`, with commas between; "
        "`python -m lib.access.token` makes one.",
    )
    public_url: Server = Field(
        default=None,
        description="Where browsers reach the dashboard, without a path, such as `https://dashboard.example`; a login "
        "comes back there.",
    )
    allowed_hosts: str | None = Field(
        default=None,
        description="Names that the dashboard answers to, with commas between, beside `localhost` and that of "
        "`PUBLIC_URL`; `*.example` is every name below, `*` any.",
    )
    oidc_metadata_url: Server = Field(
        default=None,
        description="The login provider's OpenID Connect metadata, `https://…/.well-known/openid-configuration`.",
    )
    oidc_client_id: str | None = Field(default=None, description="The dashboard's id at the login provider.")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The dashboard's secret at the login provider."
    )
    oidc_scopes: str = Field(
        default="openid email profile", description="What the login provider is asked for, with spaces between."
    )
    cookie_secret: SecretStr | None = Field(
        default=None,
        description="At least 32 random characters, which sign the cookie of a login; the same for all replicas.",
    )
    session_hours: float = Field(default=12, gt=0, le=720, allow_inf_nan=False, description="Hours that a login lasts.")
    role_claim: str = Field(default="groups", description="The claim whose values make a viewer or an operator.")
    operators: str | None = Field(
        default=None, description="Values of `ROLE_CLAIM` that make an operator, with commas between."
    )
    viewers: str | None = Field(
        default=None,
        description="Values of `ROLE_CLAIM` that make a viewer, with commas between; `*` is everybody who can log in.",
    )
    gateways_claim: str | None = Field(
        default=None, description="The claim that lists the ids of the gateways that a person sees; none: all see all."
    )
    manual_per_minute: int = Field(
        default=12, ge=1, description="Refreshes by hand, and tests of health, that one caller may begin in a minute."
    )

    refresh_health: Seconds = Field(default=5, description="Seconds between health checks.")
    refresh_executors: Seconds = Field(
        default=10, description="Seconds between reads of the executors and their status."
    )
    refresh_capacity: Seconds = Field(default=30, description="Seconds between reads of the capacity.")
    refresh_desired: Seconds = Field(default=60, description="Seconds between reads of the desired states.")

    connect_timeout: Seconds = Field(default=3, description="Seconds that connecting to a gateway may take.")
    read_timeout: Seconds = Field(default=5, description="Seconds that a gateway may be silent while it answers.")
    call_timeout: Seconds = Field(default=10, description="Seconds that one whole call to a gateway may take.")
    max_body_mib: int = Field(
        default=64,
        ge=1,
        le=1024,
        description="Largest answer that is read from a gateway, in MiB after decompression.",
    )
    backoff_max: Seconds = Field(default=60, description="Longest wait between tries after failures, in seconds.")
    first_read_wait: SecondsOrZero = Field(
        default=2, description="Seconds that a page waits for a gateway's first data."
    )

    interest: Seconds = Field(
        default=30, description="Seconds that a gateway goes on being read after the last page stopped looking."
    )

    stale_after_missed: int = Field(
        default=3, ge=1, description="Number of missed refreshes after which a value counts as unknown."
    )
    heartbeat_fresh: Seconds = Field(default=30, description="Age in seconds up to which a heartbeat counts as recent.")
    heartbeat_warn: Seconds = Field(default=60, description="Age in seconds past which a heartbeat is warned about.")
    settling: SecondsOrZero = Field(
        default=30,
        description="Seconds that a desired state may be ahead of the actual one before it counts as drift.",
    )
    skew_note: SecondsOrZero = Field(
        default=5, description="Seconds in the future past which a heartbeat is noted as clock skew."
    )

    history: Literal["on", "off"] = Field(
        default="on", description="on: record the past of every configured gateway; off: record and show none."
    )
    history_file: Path = Field(
        default=Path("data/history.duckdb"),
        description="DuckDB file that the past is kept in; made where it is missing.",
    )
    history_url: Server = Field(
        default=None,
        repr=False,
        description="Address of a Prometheus-compatible server that scrapes `/metrics`; it is asked for the past then, "
        "and no file is written.",
    )
    history_interval: Seconds = Field(
        default=30, description="Seconds between samples of every configured gateway, whether or not a page is open."
    )
    history_batch: Seconds = Field(default=60, description="Seconds of samples that are written to the file together.")

    alerts: Literal["on", "off"] = Field(
        default="on",
        description="on: follow the alerts and tell people of them; off: do not, as another replica does.",
    )
    alerts_file: Path = Field(
        default=Path("alerts.toml"),
        description="File with the thresholds and holds of the alerts; where it is missing, those built in hold.",
    )
    alerts_state: Path = Field(
        default=Path("data/alerts.json"),
        description="File that remembers alerts, what was told of them, and silences; made where it is missing.",
    )
    notify_urls: SecretStr | None = Field(
        default=None,
        description="Where alerts are sent: apprise addresses, separated by commas or spaces. They are secret.",
    )

    metrics_per_node: Literal["off", "on"] = Field(
        default="off",
        description="on: offer status, health and heartbeat of every node on `/metrics` too, three series a node; "
        "off: of executors and gateways alone.",
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severity that is written to the log."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="How the log is written: text for people, json with an object a line."
    )

    headroom: float = Field(
        default=25, ge=0, lt=100, description="Free slots to keep for traffic spikes, in percent of the capacity."
    )
    demand: Literal["on", "off"] = Field(
        default="on",
        description="on: ask `/api/debug` for waiting jobs while the Capacity page is open; off: never ask.",
    )

    debug_url: Link = Field(default=None, description=f"Link from an executor to M3 Forge's Debug page; {_FILLED_IN}")
    events_url: Link = Field(default=None, description=f"Link from an executor to M3 Forge's Events page; {_FILLED_IN}")
    registry_url: Link = Field(
        default=None, description=f"Link from an executor to M3 Forge's Registry page; {_FILLED_IN}"
    )

    @property
    def demo_history_file(self) -> Path:
        """Where the past of simulated gateways is kept: beside the file of real ones, never in it."""
        return _of_demo(self.history_file)

    @property
    def for_demo(self) -> "Settings":
        """The same for simulated gateways: their past and their alerts are kept apart, and nobody is told of them."""
        apart = {"history_file": self.demo_history_file, "alerts_state": _of_demo(self.alerts_state)}
        return self.model_copy(update={**apart, "notify_urls": None})


def _of_demo(file: Path) -> Path:
    return file.with_name(f"demo-{file.name}")


def load() -> Settings:
    """Read the environment. Raises SettingsError for the first value that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = "_".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ").replace("Input should be", "it should be")
        remedy = said.partition(", unable to")[0]
        value = HIDDEN if _is_secret(field) else str(first["input"])
        # What pydantic says repeats the value.
        raise SettingsError(field.upper(), value, remedy) from (None if value is HIDDEN else error)


def _is_secret(field: str) -> bool:
    """Whether the value of a setting is to be shown nowhere: those that are, keep out of the repr."""
    known = Settings.model_fields.get(field)
    return known is not None and (not known.repr or SecretStr in get_args(known.annotation))
