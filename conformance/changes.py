"""Changes of a good request, each of one thing: the vocabulary in which checks are written."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from conformance.assertion import Assertion, Signer, base64url, edited, written
from conformance.identity import Identity
from conformance.request import Change, Json, Material, TokenRequest, Value, text_of

__all__ = ["Change"]
Claims = dict[str, Any]


# --- parameters -------------------------------------------------------------------------------------------------


def parameter(name: str, value: str | Json | Callable[[str], str | Json]) -> Change:
    """Put another value in a parameter's place (a function gets the good one); a new parameter goes last."""

    def change(request: TokenRequest) -> TokenRequest:
        pairs = [(n, _made(value, text_of(v)) if n == name else v) for n, v in request.parameters]
        if name not in dict(request.parameters):
            pairs.append((name, _made(value, "")))
        return replace(request, parameters=tuple(pairs))

    return change


def _made(value: str | Json | Callable[[str], str | Json], good: str) -> str | Json:
    return value(good) if callable(value) else value


def emptied(name: str) -> Change:
    """Leave a parameter without a value; a request that does not have it stays as it is."""
    return parameters(lambda pairs: tuple((n, "" if n == name else value) for n, value in pairs))


def without(*names: str) -> Change:
    """Leave parameters out."""
    return parameters(lambda pairs: tuple(pair for pair in pairs if pair[0] not in names))


def beside(name: str, value: str) -> Change:
    """Put a new parameter behind the others; a request that has one of that name stays as it is."""
    return lambda request: request if name in dict(request.parameters) else parameter(name, value)(request)


def repeated(name: str, value: str | None = None, first: bool = False) -> Change:
    """Give a parameter twice: with its own value, or a second one, which may stand ``first``.

    A request that does not have it stays as it is.
    """

    def twice(pairs: tuple[tuple[str, Value], ...]) -> tuple[tuple[str, Value], ...]:
        known = dict(pairs)
        if name not in known:
            return pairs
        extra = (name, known[name] if value is None else value)
        return (extra, *pairs) if first else (*pairs, extra)

    return parameters(twice)


def parameters(edit: Callable[[tuple[tuple[str, Value], ...]], tuple[tuple[str, Value], ...]]) -> Change:
    """Change the list of parameters as a whole."""
    return lambda request: replace(request, parameters=tuple(edit(request.parameters)))


# --- HTTP -------------------------------------------------------------------------------------------------------


def method(name: str, in_query: bool = False) -> Change:
    """Use another method; ``in_query`` moves the parameters to the URL and leaves no body."""

    def change(request: TokenRequest) -> TokenRequest:
        if not in_query:
            return replace(request, method=name)
        return replace(without_content_type(in_url()(request)), method=name)

    return change


def in_url(*names: str) -> Change:
    """Move parameters (all, when none is named) from the body to the query of the URL."""

    def change(request: TokenRequest) -> TokenRequest:
        moved = tuple((n, text_of(v)) for n, v in request.parameters if not names or n in names)
        kept = tuple(pair for pair in request.parameters if names and pair[0] not in names)
        return replace(request, parameters=kept, query=request.query + moved)

    return change


def http_header(name: str, value: str | None) -> Change:
    """Set a header of the request, or leave it out with None."""

    def change(request: TokenRequest) -> TokenRequest:
        places = [number for number, (known, _) in enumerate(request.headers) if known.lower() == name.lower()]
        kept = [pair for pair in request.headers if pair[0].lower() != name.lower()]
        if value is not None:
            # in its place, so that the value that was there already changes nothing
            kept.insert(places[0] if places else len(kept), (name, value))
        return replace(request, headers=tuple(kept))

    return change


def without_content_type(request: TokenRequest) -> TokenRequest:
    """Leave out what is said of a body; what says who asks stays."""
    return http_header("Content-Type", None)(request)


def content_type(edit: Callable[[str], str]) -> Change:
    """Write the content type of the flow in another way."""
    return lambda request: http_header("Content-Type", edit(dict(request.headers).get("Content-Type", "")))(request)


def body(make: bytes | Callable[[TokenRequest], bytes], content_type: str | None = None) -> Change:
    """Send these bytes as the body, under another content type if one is given."""

    def change(request: TokenRequest) -> TokenRequest:
        content = make if isinstance(make, bytes) else make(request)
        typed = http_header("Content-Type", content_type)(request) if content_type else request
        return replace(typed, body=content)

    return change


def both(*changes: Change) -> Change:
    """Apply several edits that make up one change."""

    def change(request: TokenRequest) -> TokenRequest:
        for one in changes:
            request = one(request)
        return request

    return change


def unchanged(request: TokenRequest) -> TokenRequest:
    """Change nothing."""
    return request


# --- the assertion ----------------------------------------------------------------------------------------------


def assertion(edit: Callable[[Assertion, Material], Assertion]) -> Change:
    """Change the client assertion by a function of it and of what there is to make it from."""

    def change(request: TokenRequest) -> TokenRequest:
        return replace(request, parameters=tuple((n, _edit(v, edit, request)) for n, v in request.parameters))

    return change


def _edit(value: Value, edit: Callable[[Assertion, Material], Assertion], request: TokenRequest) -> Value:
    return edit(value, request.material) if isinstance(value, Assertion) else value


def claims(**values: Any) -> Change:
    """Set claims; a function gets the good claims and gives the value."""
    return assertion(lambda a, _: replace(a, claims=a.claims | _values(values, a.claims)))


def claim(name: str, make: Callable[[Material], Any]) -> Change:
    """Set one claim to a value that is made from what the target file gives."""
    return assertion(lambda a, material: replace(a, claims=a.claims | {name: make(material)}))


def header(**values: Any) -> Change:
    """Set header parameters; a function gets the good header and gives the value."""
    return assertion(lambda a, _: replace(a, header=a.header | _values(values, a.header)))


def _values(values: Mapping[str, Any], good: Claims) -> Claims:
    return {name: value(good) if callable(value) else value for name, value in values.items()}


def without_claims(*names: str) -> Change:
    """Leave claims out."""
    return assertion(lambda a, _: replace(a, claims={n: v for n, v in a.claims.items() if n not in names}))


def without_header(*names: str) -> Change:
    """Leave header parameters out."""
    return assertion(lambda a, _: replace(a, header={n: v for n, v in a.header.items() if n not in names}))


def claims_text(edit: Callable[[str], str | bytes]) -> Change:
    """Change the JSON text of the claim set before it is signed."""
    return assertion(lambda a, _: replace(a, claims=_edited_text(a.claims, edit)))


def header_text(edit: Callable[[str], str | bytes]) -> Change:
    """Change the JSON text of the header before it is signed."""
    return assertion(lambda a, _: replace(a, header=_edited_text(a.header, edit)))


def _edited_text(part: Any, edit: Callable[[str], str | bytes]) -> bytes:
    text = edit(written(part).decode("utf-8", "surrogatepass"))
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text


def issued(ago: float = 0.0, skews: float = 0.0) -> Change:
    """Date the assertion back by ``ago`` seconds and ``skews`` times the target's skew; ``exp`` stays ``iat`` + 30.

    Negative values date it forward.
    """

    def edit(a: Assertion, material: Material) -> Assertion:
        moved = int(ago + skews * material.target.skew)
        return replace(a, claims=a.claims | {name: a.claims[name] - moved for name in ("iat", "exp")})

    return assertion(edit)


def signed_as(make: Callable[[Material], Identity]) -> Change:
    """Let another identity sign: its key, and its chain in ``x5c``; the claims stay as they are."""

    def edit(a: Assertion, material: Material) -> Assertion:
        identity = make(material)
        return replace(a, identity=identity, header=a.header | {"x5c": list(identity.x5c)})

    return assertion(edit)


def signed_with_key_of(make: Callable[[Material], Identity]) -> Change:
    """Let the key of another identity sign; ``x5c`` and the claims stay the client's."""
    return assertion(lambda a, material: replace(a, identity=make(material)))


def signed_by(signer: Signer) -> Change:
    """Make the signature by another function of the assertion and the signing input."""
    return assertion(lambda a, _: replace(a, sign=signer))


def chain(make: Callable[[Material], list[Any]]) -> Change:
    """Put another list into ``x5c``; the client's own key signs."""
    return assertion(lambda a, material: replace(a, header=a.header | {"x5c": make(material)}))


def after_signing(edit: Callable[[str], str]) -> Change:
    """Change the finished text of the assertion."""
    return assertion(lambda a, _: edited(a, edit))


def segments(edit: Callable[[list[str]], list[str]]) -> Change:
    """Change the finished text of the assertion segment by segment."""
    return after_signing(lambda text: ".".join(edit(text.split("."))))


def signature(edit: Callable[[bytes], bytes]) -> Change:
    """Change the bytes of the signature."""

    def change(parts: list[str]) -> list[str]:
        raw = base64.urlsafe_b64decode(parts[2] + "=" * (-len(parts[2]) % 4))
        return [*parts[:2], base64url(edit(raw))]

    return segments(change)


def flip_signature_bit(request: TokenRequest) -> TokenRequest:
    """Flip one bit in the middle of the signature."""
    return signature(lambda raw: raw[:40] + bytes([raw[40] ^ 1]) + raw[41:])(request)
