import ssl
from pathlib import Path

import pytest

from lib.gateway.trust import trusted_authorities
from tests.faults.certificates import made


def names(context: ssl.SSLContext) -> set[str]:
    return {pair[0][1] for certificate in context.get_ca_certs() for pair in certificate["subject"]}


def test_a_file_adds_its_authorities_to_the_public_ones(tmp_path: Path) -> None:
    public, with_ours = names(trusted_authorities()), names(trusted_authorities(made(tmp_path).authority))
    assert with_ours == public | {"Ours"}
    assert len(public) > 50


def test_certificates_are_checked_with_the_name_of_the_host() -> None:
    context = trusted_authorities()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        trusted_authorities(tmp_path / "gone.pem")
