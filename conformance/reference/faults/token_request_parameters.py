"""Faults in reading the parameters: where they stand, how often, and empty ones (chapter REQ)."""

from collections import Counter
from collections.abc import Callable

from conformance.reference.attempt import Attempt
from conformance.reference.changes import before, both, relaxed, setting, without
from conformance.reference.decoding import Pairs, read_form
from conformance.reference.design import Change, Rule
from conformance.reference.fault import EVERY, Fault
from conformance.reference.message import Incoming
from conformance.reference.refusals import invalid_request

PARAMETERS = {
    "grant-type": "grant_type",
    "scope": "scope",
    "client-id": "client_id",
    "client-assertion-type": "client_assertion_type",
    "client-assertion": "client_assertion",
}
_OF_CODES = {"code": "code", "redirect-uri": "redirect_uri"}
_EVERY_FLOWS = PARAMETERS | _OF_CODES
_Values = tuple[str, ...]


def _flows(case: str) -> tuple[str, ...]:
    """The flows whose requests have that parameter."""
    return ("h2m",) if case in _OF_CODES else ("m2m",) if case == "scope" else ("m2m", "h2m")


def _also_from_query(wanted: Callable[[Incoming, str], bool]) -> Change:
    """Of the query, those parameters are added to the body's that `wanted` says."""

    def read(incoming: Incoming) -> Pairs:
        query = read_form(incoming.query.encode("utf-8"))
        return read_form(incoming.body) + tuple(pair for pair in query if wanted(incoming, pair[0]))

    return setting(read_parameters=read)


def _from_query(name: str) -> Change:
    return _also_from_query(lambda _, each: each == name)


def _repeating(name: str, lets_pass: Callable[[_Values], bool], choose: Callable[[_Values], str]) -> Change:
    """One parameter may be repeated where `lets_pass` says so of its values, and `choose` gives the one that counts."""

    def passes(attempt: Attempt) -> bool:
        counts = Counter(each for each, _ in attempt.parameters)
        return {each for each, count in counts.items() if count > 1} == {name} and lets_pass(attempt.values(name))

    return both(relaxed("parameters-once", passes), setting(choose=choose))


def _are_equal(values: _Values) -> bool:
    return len(set(values)) == 1


def _are_different(values: _Values) -> bool:
    return len(set(values)) == len(values)


def _first(values: _Values) -> str:
    return values[0]


def _last(values: _Values) -> str:
    return values[-1]


def _present_if_named(rule: str, name: str) -> Change:
    """A parameter counts as present where its name stands there, with a value or without."""
    return relaxed(rule, lambda attempt: name in dict(attempt.parameters))


def _the_newest_if_empty(attempt: Attempt) -> str | None:
    """The code that came, or the newest one where an empty one did."""
    sent = dict(attempt.parameters).get("code")
    return next(reversed(attempt.world.sign_ins.codes), None) if sent == "" else sent


FAULTS: tuple[Fault, ...] = (
    Fault(
        "merges-query-and-form",
        "The framework's parameters are used, which are those of query and form together.",
        {"REQ-QUERY": EVERY},
        _also_from_query(lambda _, __: True),
    ),
    *(
        Fault(
            f"takes-{case}-from-the-query",
            f"{name} is needed in a filter that runs before the body is read, so it was taken from the query too.",
            {"REQ-QUERY": {case}},
            _from_query(name),
            _flows(case),
        )
        for case, name in _EVERY_FLOWS.items()
    ),
    Fault(
        "reads-the-query-where-there-is-no-body",
        "A body that is empty is replaced by the query, for a client of long ago.",
        {"REQ-QUERY": {"all"}},
        _also_from_query(lambda incoming, _: not incoming.body),
    ),
    Fault(
        "takes-the-first-of-two-parameters",
        "Each parameter is fetched by a function that gives the first one of its name.",
        {"REQ-REPEATED": {f"{case}-{which}" for case in PARAMETERS for which in ("same", "right-one-first")}},
        both(without("parameters-once"), setting(choose=_first)),
    ),
    Fault(
        "takes-the-last-of-two-parameters",
        "The form is read into a dictionary, where the last of two equal names stays.",
        {"REQ-REPEATED": {f"{case}-{which}" for case in PARAMETERS for which in ("same", "right-one-last")}},
        both(without("parameters-once"), setting(choose=_last)),
    ),
    *(
        Fault(
            f"takes-equal-values-of-{case}",
            f"The values of {name} are put into a set before they are counted.",
            {"REQ-REPEATED": {f"{case}-same"}},
            _repeating(name, _are_equal, _first),
            _flows(case),
        )
        for case, name in _EVERY_FLOWS.items()
    ),
    *(
        Fault(
            f"takes-the-first-value-of-{case}",
            f"For {name}, name and value together are looked for twice, so two values pass, and the first counts.",
            {"REQ-REPEATED": {f"{case}-right-one-first"}},
            _repeating(name, _are_different, _first),
            _flows(case),
        )
        for case, name in _EVERY_FLOWS.items()
    ),
    *(
        Fault(
            f"takes-the-last-value-of-{case}",
            f"For {name}, name and value together are looked for twice, so two values pass, and the last counts.",
            {"REQ-REPEATED": {f"{case}-right-one-last"}},
            _repeating(name, _are_different, _last),
            _flows(case),
        )
        for case, name in _EVERY_FLOWS.items()
    ),
    Fault(
        "takes-an-empty-grant-type",
        "A grant type that is None is refused, and one that is empty falls to the default.",
        {"REQ-EMPTY": {"grant-type"}},
        _present_if_named("grant-type-present", "grant_type"),
    ),
    Fault(
        "takes-an-empty-scope",
        "The scope has to be there, and an empty list of scopes asks for nothing that could be missing.",
        {"REQ-EMPTY": {"scope"}},
        _present_if_named("scope-present", "scope"),
    ),
    Fault(
        "takes-an-empty-code-for-the-newest",
        "The store is asked for codes that contain what was sent, and gives the newest of many.",
        {"REQ-EMPTY": {"code"}},
        both(_present_if_named("code-present", "code"), setting(code=_the_newest_if_empty)),
        ("h2m",),
    ),
    Fault(
        "takes-an-empty-redirect-uri",
        "A redirect URI that is None is refused, and one that is empty is compared with nothing.",
        {"REQ-EMPTY": {"redirect-uri"}},
        _present_if_named("redirect-uri-present", "redirect_uri"),
        ("h2m",),
    ),
    Fault(
        "counts-an-empty-secret",
        "Ways of client authentication are counted by the names of parameters, with a value or without.",
        {"REQ-EMPTY": {"client-secret"}},
        before(
            "no-client-secret",
            Rule(
                "no-parameter-named-client-secret",
                lambda attempt: "client_secret" not in dict(attempt.parameters),
                invalid_request("Two ways of client authentication"),
            ),
        ),
    ),
    Fault(
        "has-room-for-five-parameters",
        "The form is read with a limit on its fields, and the limit is the number of those that are known.",
        {"REQ-UNKNOWN": EVERY, "REQ-EMPTY": {"client-secret"}},
        before(
            "parameters-once",
            Rule(
                "few-parameters",
                lambda attempt: len(attempt.parameters) <= len(PARAMETERS),
                invalid_request("Too many parameters"),
            ),
        ),
    ),
)
