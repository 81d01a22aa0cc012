"""Chapter RES: the headers that keep a token out of caches (RFC 6749, section 5.1)."""

from conformance.check import requirement
from conformance.granted import Grant
from conformance.header_fields import directives
from conformance.outcome import judge


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
