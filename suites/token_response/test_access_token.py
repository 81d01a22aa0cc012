"""Chapter RES: the access token and its type (RFC 6749, section 5.1; RFC 6750, section 2.1)."""

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

from conformance.check import requirement
from conformance.granted import Grant
from conformance.outcome import NotTestable, judge
from conformance.strict_json import kind_of


@requirement("RES-ACCESS-TOKEN")
def test_the_answer_holds_an_access_token_of_visible_ascii_characters(grant: Grant) -> None:
    found = grant.members.get("access_token")
    whole = isinstance(found, str) and grant.has_visible_token
    odd = sorted({character for character in str(found) if not " " <= character <= "~"})
    actual = f"access_token holds {', '.join(map(ascii, odd[:5]))}" if odd else f"access_token is {kind_of(found)}"
    judge(whole, "access_token, a string of visible ASCII characters", actual)


@requirement("RES-BEARER-SYNTAX")
def test_the_token_fits_into_an_authorization_header_unchanged(grant: Grant) -> None:
    if not grant.has_visible_token:
        raise NotTestable("it needs RES-ACCESS-TOKEN: the token is not of visible ASCII characters")
    odd = sorted({character for character in grant.token if not character.isalnum() and character not in "-._~+/"})
    told = ", ".join(map(ascii, odd[:5]))
    judge(
        grant.has_bearer_token,
        "letters, digits and - . _ ~ + / alone, with = at the end",
        f"the token holds {told}" if odd != ["="] else "the token has = elsewhere than at its end",
    )


@requirement("RES-TOKEN-TYPE")
def test_token_type_says_bearer(grant: Grant) -> None:
    found = grant.members.get("token_type")
    says = isinstance(found, str) and found.lower() == "bearer"
    actual = f"token_type is {found!r:.60}" if "token_type" in grant.members else "no token_type"
    judge(says, "token_type Bearer, in whatever letter case", actual)


@requirement("RES-TOKEN-TYPE-SPELLING")
def test_token_type_is_spelled_bearer_with_one_capital(grant: Grant) -> None:
    found = grant.members.get("token_type")
    if not isinstance(found, str) or found.lower() != "bearer":
        raise NotTestable("it needs RES-TOKEN-TYPE: token_type does not say Bearer")
    judge(found == "Bearer", "token_type Bearer", f"token_type {found}")


@requirement("RES-NO-COOKIE")
def test_the_token_is_not_set_as_a_cookie_as_well(grant: Grant) -> None:
    raw = grant.token.encode()
    spellings = {
        grant.token,
        quote(grant.token, safe=""),
        *(each(raw).decode() for each in (b64encode, urlsafe_b64encode)),
    }
    cookies = [value for value in grant.answer.values("Set-Cookie") if any(one in value for one in spellings)]
    names = ", ".join(value.partition("=")[0] for value in cookies)
    judge(not cookies, "no cookie that holds the token", f"the token stands in the cookie {names}")
