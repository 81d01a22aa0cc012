"""The table [sign_in] of a target file: the way to an authorization code, and the humans who go it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.target_faults import Reading
from conformance.target_model import SignIn, Target, User
from conformance.target_values import check_url, read_secret
from conformance.target_words import MISSING

WITH_PASSWORD = ("form", "browser")
"""The ways of signing in for which a run has to know the password."""


def read_sign_in(reading: Reading, table: Mapping[str, Any] | None, other_provider: Target | None) -> SignIn | None:
    """Read the table; None where there is none that can be read. other_provider: what its key of that name leads to."""
    if table is None:
        return None
    check_url(reading, ("sign_in", "endpoint"), table.get("endpoint"))
    if "=" not in table.get("deny", "="):
        reading.fault(("sign_in", "deny"), "The value is no field with a value.", 'Write it as "decision=deny".')
    how = table.get("how", SignIn.how)
    users = _read_users(reading, table.get("user", ()), how)
    _check_same_user(reading, users, other_provider)
    given = {key: table[key] for key in ("method", "request", "scope", "pkce", "acr", "deny", "codes") if key in table}
    return SignIn(
        endpoint=table.get("endpoint", ""),
        how=how,
        command=tuple(table.get("command", ())),
        other_provider=other_provider,
        fields=dict(table.get("fields", {})),
        users=users,
        **given,
    )


def _read_users(reading: Reading, tables: list[Mapping[str, Any]], how: str) -> tuple[User, ...]:
    names = [table.get("name") for table in tables]
    for number, name in enumerate(names):
        if name is not None and name in names[:number]:
            keys = ("sign_in", "user", number, "name")
            reading.fault(keys, "This user stands here already.", "Write another human, or take this one out.")
    return tuple(_read_user(reading, number, table, how) for number, table in enumerate(tables))


def _read_user(reading: Reading, number: int, table: Mapping[str, Any], how: str) -> User:
    keys = ("sign_in", "user", number, "password")
    if how in WITH_PASSWORD and "password" not in table and not _is_at_fault(reading, keys):
        example = 'Add password = { env = "ALICE_PASSWORD" }, or choose how = "command" or "manual".'
        reading.fault(keys, MISSING, example)
    return User(table.get("name", ""), read_secret(reading, keys, table.get("password")), table.get("email"))


def _check_same_user(reading: Reading, users: tuple[User, ...], other: Target | None) -> None:
    keys = ("sign_in", "other_provider")
    if other is None:
        return
    if other.sign_in is None:
        reading.fault(keys, "The target file there is not one of the profile h2m.", "Name one of that profile.")
    elif {user.name for user in users}.isdisjoint(user.name for user in other.sign_in.users):
        reading.fault(keys, "The other provider has no user of the same name.", "Give both files a user of one name.")


def _is_at_fault(reading: Reading, keys: tuple[str | int, ...]) -> bool:
    return any(fault.place == reading.place(keys) for fault in reading.faults)
