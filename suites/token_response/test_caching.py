"""Chapter RES: the headers that keep a token out of caches (RFC 6749, section 5.1)."""

from conformance.check import requirement
from conformance.granted import Grant
from conformance.header_fields import directives
from conformance.outcome import NotTestable, judge


@requirement("RES-NO-STORE")
def test_the_granting_answer_forbids_storing_it(grant: Grant) -> None:
    found = grant.answer.values("Cache-Control")
    actual = f"Cache-Control: {', '.join(found):.200}" if found else "no Cache-Control"
    judge("no-store" in directives(found), "Cache-Control with the directive no-store", actual)


@requirement("RES-PRAGMA")
def test_the_granting_answer_carries_pragma_no_cache(grant: Grant) -> None:
    found = grant.answer.values("Pragma")
    actual = f"Pragma: {', '.join(found):.200}" if found else "no Pragma"
    judge("no-cache" in directives(found), "Pragma: no-cache", actual)


@requirement("RES-CACHE-EXACT")
def test_the_two_caching_headers_hold_the_demanded_value_and_nothing_else(grant: Grant) -> None:
    wanted = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    found = {name: grant.answer.values(name) for name in wanted}
    if missing := [name for name, value in wanted.items() if value not in directives(found[name])]:
        raise NotTestable(f"it needs RES-NO-STORE and RES-PRAGMA: {' and '.join(missing)} lack what is demanded")
    more = [name for name, value in wanted.items() if [one.strip().lower() for one in found[name]] != [value]]
    actual = "; ".join(f"{name}: {', '.join(found[name])}" for name in more)
    judge(not more, "Cache-Control: no-store and Pragma: no-cache, and nothing else in them", actual)
