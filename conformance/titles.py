"""The sentence that a check's name is, with terms spelled as they are spelled: a name in Python has small letters."""

import re

_SPELLED = {
    "ascii": "ASCII",
    "ca": "CA",
    "der": "DER",
    "ec": "EC",
    "es256": "ES256",
    "hmac": "HMAC",
    "hs256": "HS256",
    "http": "HTTP",
    "ishare": "iSHARE",
    "json": "JSON",
    "jwe": "JWE",
    "jwk": "JWK",
    "jws": "JWS",
    "jwt": "JWT",
    "nan": "NaN",
    "oauth": "OAuth",
    "options": "OPTIONS",
    "pem": "PEM",
    "post": "POST",
    "ps256": "PS256",
    "rs256": "RS256",
    "rs384": "RS384",
    "rs512": "RS512",
    "rsa": "RSA",
    "tls": "TLS",
    "uri": "URI",
    "url": "URL",
    "urn": "URN",
    "xml": "XML",
}
_PHRASES = {
    "authorization header": "Authorization header",
    "expires in": "expires_in",
    "head is": "HEAD is",
    "http basic": "HTTP Basic",
    "jwt bearer": "jwt-bearer",
    "leafs": "leaf's",
    "pragma no cache": "Pragma: no-cache",
    "says bearer": "says Bearer",
    "token type": "token_type",
    "utf 8": "UTF-8",
}
_TERMS = _PHRASES | _SPELLED
_TERM = re.compile(rf"\b(?:{'|'.join(sorted(_TERMS, key=len, reverse=True))})\b")
_PLAIN_START = re.compile(r"[a-z][a-z']*\b(?!_)")


def title_of(name: str) -> str:
    """Write the name of a check's function as a sentence, without a full stop."""
    sentence = _TERM.sub(lambda found: _TERMS[found[0]], name.removeprefix("test_").replace("_", " "))
    first = _PLAIN_START.match(sentence)
    return sentence if first is None else sentence[0].upper() + sentence[1:]
