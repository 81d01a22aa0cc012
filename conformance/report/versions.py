"""What a run was made with: a certifier asks for it, and so does whoever repeats a finding later."""

from __future__ import annotations

import platform
import ssl
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

_PACKAGES = (
    "allure-pytest",
    "cryptography",
    "hypothesis",
    "pytest",
    "pytest-xdist",
    "python-jose",
    "requests",
    "urllib3",
)
"""What sends, signs, generates and judges; the rest has no part in an outcome."""


def installed_versions() -> Mapping[str, str]:
    """The versions of Python, OpenSSL, the platform and the packages that a run rests on, name to version."""
    machine = {
        "Python": platform.python_version(),
        "OpenSSL": ssl.OPENSSL_VERSION.removeprefix("OpenSSL "),
        "platform": f"{platform.system()} {platform.machine()}",
    }
    return machine | {name: found for name in _PACKAGES if (found := _version(name))}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
