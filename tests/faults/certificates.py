"""Certificates of a private authority, and those that nobody should trust."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DOMAIN: Final = "gateway.test"
"""Every gateway of these tests has a name right below it."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Certificates:
    """PEM files: the authority's certificate, and certificates with their keys, each wrong in one way but the first."""

    authority: Path
    good: Path
    of_another_host: Path
    expired: Path
    self_signed: Path
    of_another_authority: Path


def made(folder: Path) -> Certificates:
    """Make them in a folder."""
    ours, another = _Authority("Ours"), _Authority("Another")
    authority = folder / "authority.pem"
    authority.write_bytes(ours.certificate.public_bytes(Encoding.PEM))
    now = datetime.now(UTC)
    return Certificates(
        authority,
        good=ours.issue(folder / "good.pem", f"*.{DOMAIN}", now),
        of_another_host=ours.issue(folder / "of_another_host.pem", "elsewhere.test", now),
        expired=ours.issue(folder / "expired.pem", f"*.{DOMAIN}", now - 30 * _DAY),
        self_signed=_Authority(f"*.{DOMAIN}").kept(folder / "self_signed.pem"),
        of_another_authority=another.issue(folder / "of_another_authority.pem", f"*.{DOMAIN}", now),
    )


class _Authority:
    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        self.certificate = (
            _builder(_name(name), _name(name), self._key.public_key(), now)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def issue(self, file: Path, host: str, begin: datetime) -> Path:
        """Write a certificate for a host, with its key, that holds from the day before for two days."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _builder(_name(host), self.certificate.subject, key.public_key(), begin)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return _written(file, certificate, key)

    def kept(self, file: Path) -> Path:
        """Write its own certificate, with its key."""
        return _written(file, self.certificate, self._key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, begin: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin - _DAY)
        .not_valid_after(begin + _DAY)
    )


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _written(file: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Path:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file
