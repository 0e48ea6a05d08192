import re
from typing import Final, Self
from urllib.parse import urlsplit

import httpx
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from lib.gateway.routes import is_forbidden

_TOKEN: Final = re.compile(r"[\x21-\x7e]+")
_LONGEST_TEXT: Final = 200


def token_variable(gateway_id: str) -> str:
    """Name the environment variable that holds the token of a gateway (contract 7)."""
    return "GATEWAY_TOKEN_" + re.sub(r"[^A-Z0-9]", "_", gateway_id.upper())


class Gateway(BaseModel):
    """One gateway of the configuration.

    Each field's description completes the sentence "Write …" in an error. The token comes from the environment only;
    it is in no repr, dump or hash. Two gateways that differ in the token alone are not equal, so that a changed token
    leads to a new client.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", str_strip_whitespace=True, hide_input_in_errors=True, validate_default=True
    )

    id: str = Field(description='a short text that is used once, such as "us-east-1"')
    name: str = Field(default="", description='the name that people read, such as "US East", or leave it out')
    url: str = Field(description='the address of the gateway\'s HTTP port, such as "http://gw.example:8080"')
    datacenter: str | None = Field(default=None, description='a text such as "us-east-1", or leave it out')
    health_path: str = Field(default="/health", description='a path such as "/health", or leave it out')
    token: SecretStr | None = Field(
        default=None,
        exclude=True,
        repr=False,
        description="the key alone, in visible ASCII characters, without the word Bearer",
    )

    def __hash__(self) -> int:
        return hash((self.id, self.url))

    @field_validator("id")
    @classmethod
    def _usable_id(cls, value: str) -> str:
        if not value:
            raise ValueError("is empty")
        return _one_line(value)

    @field_validator("name")
    @classmethod
    def _name_or_id(cls, value: str, info: ValidationInfo) -> str:
        return _one_line(value or info.data.get("id", ""))

    @field_validator("datacenter")
    @classmethod
    def _datacenter_or_none(cls, value: str | None) -> str | None:
        return _one_line(value) if value else None

    @field_validator("url")
    @classmethod
    def _http_address(cls, value: str, info: ValidationInfo) -> str:
        if not _visible(value):
            raise ValueError("has a space or a control character in it")
        if "@" in value:
            variable = token_variable(info.data.get("id", "<id>"))
            raise ValueError(f"must not hold a user name or password (a token belongs in {variable})")
        if "?" in value or "#" in value:
            raise ValueError("must not have a query or a fragment")
        _check_address(value)
        scheme, _, rest = value.partition("://")
        return f"{scheme.lower()}://{rest.rstrip('/')}"

    @field_validator("health_path")
    @classmethod
    def _path_only(cls, value: str) -> str:
        if not value.startswith("/"):
            raise ValueError("must begin with /")
        if not _visible(value) or "?" in value or "#" in value:
            raise ValueError("must be a path only, without spaces, query or fragment")
        return value

    @field_validator("token")
    @classmethod
    def _sendable_token(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value().strip() if value else ""
        if not token:
            return None
        if not _TOKEN.fullmatch(token):
            raise ValueError("holds a space, a line break or a character outside ASCII")
        return SecretStr(token)

    @model_validator(mode="after")
    def _harmless_health_path(self) -> Self:
        below_url = urlsplit(self.url + self.health_path).path
        if is_forbidden(self.health_path) or is_forbidden(below_url):
            raise ValueError("the health path is a route that a monitor must never ask for")
        return self


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line.isprintable() or len(line) > _LONGEST_TEXT:
        raise ValueError(f"must be printable text of at most {_LONGEST_TEXT} characters")
    return line


def _visible(text: str) -> bool:
    return text.isprintable() and not any(character.isspace() for character in text)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        raise ValueError("is not a valid address") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("must begin with http:// or https://")
    if not parts.hostname or port == 0:
        raise ValueError("names no host and port")
