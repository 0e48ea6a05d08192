"""Whose certificates a gateway on https may show."""

import ssl
from pathlib import Path

import certifi


def trusted_authorities(ca_file: Path | None = None) -> ssl.SSLContext:
    """Public authorities, those that this machine trusts, and those of a PEM file: many a company has its own.

    Raises OSError where the file can't be read or holds no certificate.
    """
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context
