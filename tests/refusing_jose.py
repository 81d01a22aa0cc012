"""Loaded by a run as a plugin: nothing of python-jose may verify, decode or decrypt, and ecdsa is not there at all."""

import sys
from typing import Any, NoReturn

from jose import jwe, jws, jwt
from jose.backends import cryptography_backend, native


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise AssertionError("python-jose was asked to read or verify something")


sys.modules["ecdsa"] = None  # type: ignore[assignment]
for _module, _names in {
    jws: ("verify", "get_unverified_header", "get_unverified_headers", "get_unverified_claims"),
    jwt: ("decode", "get_unverified_header", "get_unverified_headers", "get_unverified_claims"),
    jwe: ("decrypt", "get_unverified_header"),
}.items():
    for _name in _names:
        setattr(_module, _name, _refuse)
for _backend in (cryptography_backend, native):
    for _class in list(vars(_backend).values()):
        for _name in ("verify", "decrypt", "unwrap_key"):
            if isinstance(_class, type) and _name in vars(_class):
                setattr(_class, _name, _refuse)
