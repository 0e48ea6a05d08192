import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from pydantic import ValidationError

from lib.gateway.config.entries import Entry, entries, unknown_top_level_keys
from lib.gateway.config.gateway import Gateway, token_variable
from lib.gateway.config.problem import ConfigurationError
from lib.gateway.config.text import read_json
from lib.gateway.reach import GUARDED, Reach

log: Final = logging.getLogger("lib.gateway.config")


@dataclass(frozen=True)
class Configuration:
    """The gateways, in the file's order, and the file they come from."""

    gateways: tuple[Gateway, ...]
    source: Path


def load(path: Path, environ: Mapping[str, str], reach: Reach = GUARDED) -> Configuration:
    """Read the gateways file, and each gateway's token from `environ`. Raises ConfigurationError.

    `reach` says at which addresses no gateway can be.
    """
    document = read_json(path)
    found = entries(path, document)
    gateways = tuple(_gateway(path, entry, environ) for entry in found)
    _refuse_shared_names(path, found, gateways)
    _refuse_addresses(path, found, gateways, reach)
    _log_unknown_keys(path, unknown_top_level_keys(document), found)
    return Configuration(gateways, path)


def _gateway(file: Path, entry: Entry, environ: Mapping[str, str]) -> Gateway:
    given_id = entry.fields.get("id")
    variable = token_variable(given_id.strip()) if isinstance(given_id, str) else ""
    try:
        return Gateway.model_validate({**entry.fields, "token": environ.get(variable)})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else "health_path"
    reason = first.get("ctx", {}).get("error")
    problem = str(reason) if reason else _plain(first["msg"])
    remedy = f"Write {Gateway.model_fields[field].description}"
    raise ConfigurationError(file, problem, remedy, entry=entry.label, field=variable if field == "token" else field)


def _plain(message: str) -> str:
    return message.replace("Field required", "is missing").replace("Input should be", "must be")


def _refuse_shared_names(file: Path, found: Iterable[Entry], gateways: Iterable[Gateway]) -> None:
    first_of: dict[str, tuple[Entry, Gateway]] = {}
    for entry, gateway in zip(found, gateways, strict=True):
        variable = token_variable(gateway.id)
        earlier_entry, earlier = first_of.setdefault(variable, (entry, gateway))
        if earlier is gateway:
            continue
        problem = f"is the same as in {earlier_entry.label}"
        if earlier.id != gateway.id:
            problem = f"and the id in {earlier_entry.label} share the token variable {variable}"
        raise ConfigurationError(file, problem, "Give each gateway its own id", entry=entry.label, field="id")


def _refuse_addresses(file: Path, found: Iterable[Entry], gateways: Iterable[Gateway], reach: Reach) -> None:
    for entry, gateway in zip(found, gateways, strict=True):
        if reach.refuses(httpx.URL(gateway.url).host):
            remedy = "Write the gateway's own address; where it is really that one, set LINK_LOCAL=allow"
            problem = "is an address where a cloud keeps credentials"
            raise ConfigurationError(file, problem, remedy, entry=entry.label, field="url")


def _log_unknown_keys(file: Path, at_top: list[str], found: Iterable[Entry]) -> None:
    ignored = [f"{key!r} at the top" for key in at_top]
    ignored += [f"{key!r} in {entry.label}" for entry in found for key in entry.unknown_keys]
    if ignored:
        log.warning("%s: ignored unknown keys: %s", file, ", ".join(ignored))
