"""What each peer is told when it starts: who it is, who its clients are, and which humans sign in."""

import json

from conformance.fixtures import certificates_directory
from conformance.reference.setting_up import (
    CLIENT,
    HUMANS,
    IDENTITY_PROVIDER,
    OTHER_CLIENT,
    REDIRECT_URIS,
    SECRETS,
    SERVER,
)

PROFILES = {
    "authlib_django": "h2m",
    "authlib_flask": "basic",
    "django_oauth_toolkit": "basic",
    "python_ishare": "m2m",
}
"""The flow in which a peer is judged."""
LOGINS = ("allauth_toolkit",)
"""Providers that are signed in to and not judged."""
SCOPES = ("read", "write", "delete")
"""What a server for clients with a secret can grant; the target file asks for the first two."""
_FILES = {CLIENT: "service_consumer", OTHER_CLIENT: "other_service_consumer"}


def given(peer: str) -> list[str]:
    """Give the arguments of a peer's server."""
    if PROFILES.get(peer) == "m2m":
        return [SERVER, str(certificates_directory() / "roots.pem"), CLIENT, OTHER_CLIENT]
    if PROFILES.get(peer) == "basic":
        return [json.dumps({"clients": SECRETS, "scopes": SCOPES})]
    return [json.dumps(_provider())]


def _provider() -> dict[str, object]:
    certificates = certificates_directory()
    return {
        "issuer": IDENTITY_PROVIDER,
        "key": str(certificates / "identity_provider.key.pem"),
        "chain": str(certificates / "identity_provider.chain.pem"),
        "clients": {
            party: {"chain": str(certificates / f"{name}.chain.pem"), "redirect_uri": REDIRECT_URIS[party]}
            for party, name in _FILES.items()
        },
        "users": {human.name: human.password for human in HUMANS},
    }
