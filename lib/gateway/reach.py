"""Where no gateway can be: the addresses at which a cloud hands credentials to whoever asks from within it.

Who may edit the gateways file, or answers for a name in it, could have the dashboard fetch them. So an address of this
kind is refused as it is written, and a connection that has led to one is closed before anything is sent over it: only
then is it known what a name stood for.
"""

import socket
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final

from lib.gateway import errors

Network = IPv4Network | IPv6Network

CREDENTIALS: Final[tuple[Network, ...]] = tuple(
    map(
        ip_network,
        (
            "169.254.0.0/16",  # link-local, where most clouds have it: 169.254.169.254, 169.254.170.2
            "fe80::/10",  # link-local
            "fd00:ec2::254",  # Amazon
            "fd20:ce::254",  # Google
            "100.100.100.200",  # Alibaba
        ),
    )
)
"""Networks that no gateway is in."""

_NAT64: Final = IPv6Network("64:ff9b::/96")
_COMPATIBLE: Final = IPv6Network("::/96")
_CONNECTED: Final = "connection.connect_tcp.complete"
"""What httpx calls the moment in which a connection is made and nothing was sent yet."""


class Reach:
    """Refuses addresses in some networks; in none, where those are allowed."""

    def __init__(self, refused: Sequence[Network] = CREDENTIALS) -> None:
        self._refused = tuple(refused)

    def refuses(self, host: str) -> bool:
        """Whether a host is such an address, in any of the ways to write one; a name is none."""
        return any(each in network for each in _addresses(host) for network in self._refused)

    async def watch(self, event: str, told: Mapping[str, Any]) -> None:
        """Take what httpx tells as its ``trace`` extension.

        Raises AddressRefused where a connection led there, ConnectionBroken where it is gone already: a connection
        that was reset as soon as it was made does not tell where it led.
        """
        if event == _CONNECTED:
            connection = told["return_value"]
            where = connection.get_extra_info("server_addr")
            if where is None or self.refuses(where[0]):
                await connection.aclose()
                raise errors.ConnectionBroken if where is None else errors.AddressRefused


GUARDED: Final = Reach()
"""What holds as long as no setting says otherwise."""


def _addresses(host: str) -> tuple[IPv4Address | IPv6Address, ...]:
    """The address that a host is, and the one within it where a gateway between networks would unpack it."""
    bare = host.strip("[]").removesuffix(".")
    address: IPv4Address | IPv6Address | None
    try:
        address = ip_address(bare)
    except ValueError:
        address = _numbers(bare)
    if not isinstance(address, IPv6Address):
        return () if address is None else (address,)
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and (address in _NAT64 or address in _COMPATIBLE):
        inner = IPv4Address(int(address) & 0xFFFF_FFFF)
    return (address,) if inner is None else (address, inner)


def _numbers(host: str) -> IPv4Address | None:
    """What C libraries take for an address: of one to four numbers, each decimal, octal or hexadecimal."""
    try:
        return IPv4Address(socket.inet_aton(host)) if host and not any(map(str.isspace, host)) else None
    except (OSError, UnicodeError):
        return None
