"""Faults in taking other types for strings (CIAM-TYPES): loose comparison, query operators, lenient binding."""

from collections.abc import Callable, Mapping
from typing import Any

from conformance.reference.attempt import Attempt, Credentials
from conformance.reference.changes import before, both, relaxed, setting
from conformance.reference.ciam_changes import MISSING, Accepts, body_read_by, member, taking
from conformance.reference.decoding import read_json
from conformance.reference.design import Change, Rule
from conformance.reference.fault import Fault
from conformance.reference.refusals import invalid_client

CIAM = ("ciam",)
MEMBERS = {"grant-type": "grant_type", "client-id": "client_id", "client-secret": "client_secret"}
_COMPARES: Mapping[str, Callable[[str, Any], bool]] = {
    "$eq": lambda right, operand: bool(right == operand),
    "$ne": lambda right, operand: bool(right != operand),
    "$gt": lambda right, operand: isinstance(operand, str) and right > operand,
}
"""Operators of a document database, as far as they are needed."""


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _as_php_compares_numbers(given: Any, right: str) -> bool:
    """For the number the text becomes one, and a text without digits in front becomes zero."""
    return _is_number(given) and given == 0 and not right[:1].isdigit()


def _as_truth_values(given: Any, right: str) -> bool:
    """For the truth value the text becomes one, and every text is true."""
    return isinstance(given, bool) and given == bool(right)


def _is_one(given: Any, _: str) -> bool:
    return _is_number(given) and given == 1


def _is_switched_off(given: Any, _: str) -> bool:
    return given is False


def _as_javascript_compares(given: Any, right: str) -> bool:
    """An array becomes a text, its elements joined by commas."""
    return isinstance(given, list) and ",".join(map(str, given)) == right


def _is_no_condition(given: Any, _: str) -> bool:
    return isinstance(given, dict) and not given


def _matched_by(*operators: str) -> Accepts:
    """As a document database matches, to which these operators come through."""

    def accepts(given: Any, right: str) -> bool:
        if not isinstance(given, dict) or not given or not given.keys() <= set(operators):
            return False
        return all(_COMPARES[name](right, operand) for name, operand in given.items())

    return accepts


def _numbered_client(attempt: Attempt) -> Credentials:
    """Where the id is a number, the client in that row of the table."""
    client, clients = member(attempt, "client_id"), list(attempt.world.secrets)
    if _is_number(client) and client in range(1, len(clients) + 1):
        client = clients[int(client) - 1]
    return Credentials(client, member(attempt, "client_secret"))


def _unwrapped(data: bytes) -> Any:
    """Every array of one value, outside and in the members, is that value."""
    value = _only(read_json(data))
    return {name: _only(each) for name, each in value.items()} if isinstance(value, dict) else value


def _only(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _has_a_secret_to_hash(attempt: Attempt) -> bool:
    secret = member(attempt, "client_secret")
    return secret is not MISSING and bool(secret) and secret.encode("utf-8") is not None


_KINDS: Mapping[str, tuple[str, Accepts]] = {
    "zero": ("{0} is compared by == of PHP 7, for which the number 0 equals a text.", _as_php_compares_numbers),
    "true": ("{0} is compared by ==, which makes truth values of both sides where one of them is.", _as_truth_values),
    "false": ("The body is laid over the options of a library, where {0}: false is no check.", _is_switched_off),
    "array": ("{0} is compared by == of JavaScript, for which an array equals its text.", _as_javascript_compares),
    "object": ("{0} goes into a query of the object mapper, where {{}} is no condition.", _is_no_condition),
    "operator-ne": ("{0} goes into a query, and the operators that are taken out of it lack $ne.", _matched_by("$ne")),
    "operator-gt": ("{0} goes into a query, and the operators that are taken out of it lack $gt.", _matched_by("$gt")),
}


def _own(case: str, slip: str, change: Change) -> Fault:
    return Fault(f"takes-{case}", slip, {"CIAM-TYPES": {case}}, change, CIAM)


FAULTS: tuple[Fault, ...] = (
    *(
        _own(f"{case}-{kind}", slip.format(name), taking(name, accepts))
        for case, name in MEMBERS.items()
        for kind, (slip, accepts) in _KINDS.items()
    ),
    _own(
        "grant-type-one",
        "The grant is an enumeration, which the serialiser also reads from the number of its member.",
        taking("grant_type", _is_one),
    ),
    _own(
        "client-id-one",
        "The mapper's find() takes a number for the key of the row, and a text for the name.",
        both(
            setting(credentials=_numbered_client),
            relaxed("client-id-present", lambda attempt: _is_number(member(attempt, "client_id"))),
        ),
    ),
    _own(
        "client-secret-one",
        "A gateway writes 1 in the place of a secret that it has checked, and lets one from outside through.",
        taking("client_secret", _is_one),
    ),
    Fault(
        "passes-the-body-to-a-document-database",
        "Id and secret go into the query as they were parsed.",
        {"CIAM-TYPES": {f"{name}-operator-{how}" for name in ("client-id", "client-secret") for how in ("ne", "gt")}},
        both(*(taking(name, _matched_by(*_COMPARES)) for name in ("client_id", "client_secret"))),
        CIAM,
    ),
    Fault(
        "unwraps-arrays-of-one",
        "The parser's option for clients that send arrays of one value is on (UNWRAP_SINGLE_VALUE_ARRAYS).",
        {"CIAM-TYPES": {f"{case}-array" for case in MEMBERS}, "CIAM-JSON": {"array-of-the-object"}},
        body_read_by(_unwrapped),
        CIAM,
    ),
    Fault(
        "compares-the-secret-loosely",
        "The secret is compared by == of PHP 7.",
        {"CIAM-TYPES": {"client-secret-zero", "client-secret-true"}},
        taking(
            "client_secret",
            lambda given, right: _as_php_compares_numbers(given, right) or _as_truth_values(given, right),
        ),
        CIAM,
    ),
    Fault(
        "hashes-whatever-came",
        "The secret is hashed where there is one, whatever type it has, and a number has no letters.",
        {
            "CIAM-TYPES": {f"client-secret-{how}" for how in ("one", "true", "array", "operator-ne", "operator-gt")},
            "CIAM-DEPTH": {"huge-exponent"},
        },
        before(
            "client-secret-present",
            Rule("secret-can-be-hashed", _has_a_secret_to_hash, invalid_client("Client authentication failed")),
        ),
        CIAM,
        crashes=True,
    ),
)
