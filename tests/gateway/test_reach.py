import socket
import struct
from dataclasses import replace
from ipaddress import ip_network

import httpcore
import pytest
from httpcore._backends.anyio import AnyIOBackend

from lib.gateway import errors
from lib.gateway.config import Gateway
from lib.gateway.exchange import Exchange
from lib.gateway.limits import Limits
from lib.gateway.reach import GUARDED, Reach
from lib.gateway.words import sentence
from lib.settings import Settings
from tests.gateway.server import Reply, ScriptedServer

REFUSED = (
    *("169.254.169.254", "169.254.170.2", "169.254.0.1", "169.254.169.254."),
    *("2852039166", "0xA9FEA9FE", "0xa9.0xfe.0xa9.0xfe", "0251.0376.0251.0376", "025177524776", "169.254.43518"),
    *("169.0xfea9fe", "0xa9.254.0251.254"),
    *("fe80::1", "[fe80::1]", "fe80::1%eth0", "febf::1", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200"),
    *("::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "::169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"),
    *("0:0:0:0:0:FFFF:A9FE:A9FE", "FD00:0EC2:0::0254"),
)
ACCEPTED = (
    *("127.0.0.1", "10.4.0.11", "169.253.255.255", "169.255.0.1", "100.100.100.201", "::1", "fec0::1", "fd00:ec2::253"),
    *(
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "gateway.example",
        "169.254.169.254.example",
        "a9fea9fe",
        "2852039165.example",
    ),
    *("", "localhost", "münchen.example", "169.254.169.254 x"),
)


@pytest.mark.parametrize("host", REFUSED)
def test_an_address_where_clouds_keep_credentials_is_refused_however_it_is_written(host: str) -> None:
    assert GUARDED.refuses(host)


@pytest.mark.parametrize("host", ACCEPTED)
def test_any_other_address_and_any_name_is_not(host: str) -> None:
    assert not GUARDED.refuses(host)


@pytest.mark.parametrize("host", REFUSED)
def test_where_no_network_is_refused_no_address_is(host: str) -> None:
    assert not Reach(()).refuses(host)


@pytest.mark.parametrize(("said", "refused"), [("refuse", True), ("allow", False)])
def test_the_setting_allows_such_addresses(said: str, *, refused: bool) -> None:
    reach = Limits.of(Settings.model_validate({"link_local": said})).reach
    assert reach.refuses("169.254.169.254") is refused


@pytest.mark.anyio
async def test_a_name_that_leads_to_a_refused_address_gets_no_request_and_no_token(
    server: ScriptedServer, gateway: Gateway, limits: Limits
) -> None:
    """The address of this machine stands for a cloud's: a test can't listen on that one."""
    server.on("/health", Reply(json={}))
    named = gateway.model_copy(update={"url": server.url.replace("127.0.0.1", "localhost")})
    here = Reach([ip_network("127.0.0.0/8"), ip_network("::1")])
    guarded, open_ = Exchange(named, replace(limits, reach=here)), Exchange(named, limits)
    for _ in range(2):
        with pytest.raises(errors.AddressRefused) as caught:
            await guarded.get("/health")
    server.wait_for_connections(2)  # a connection tells where a name leads
    assert server.requests == []
    assert "LINK_LOCAL=allow" in sentence(caught.value)
    assert (await open_.get("/health")).status == 200
    await guarded.aclose()
    await open_.aclose()


@pytest.mark.anyio
async def test_a_connection_that_was_reset_as_soon_as_it_was_made_is_a_broken_one() -> None:
    """Nobody can tell any more where it led to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        connection = await AnyIOBackend().connect_tcp("127.0.0.1", listening.getsockname()[1])
        taken, _ = listening.accept()
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        taken.close()
        with pytest.raises(httpcore.ReadError):
            await connection.read(1)
        with pytest.raises(errors.ConnectionBroken):
            await GUARDED.watch("connection.connect_tcp.complete", {"return_value": connection})
