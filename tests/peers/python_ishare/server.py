"""A token endpoint as a participant would write it around python-ishare: the library decides, these lines speak HTTP.

It runs in an environment of its own: `python server.py SERVER_ID ROOTS.pem PARTY_ID…` prints its URL first.
"""

import json
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import make_server

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate, load_pem_x509_certificates
from python_ishare import ISHARESatelliteClient  # type: ignore[import-not-found, unused-ignore]
from python_ishare.exceptions import ISHAREAuthenticationException  # type: ignore[import-not-found, unused-ignore]

PARAMETERS = ("grant_type", "scope", "client_id", "client_assertion_type", "client_assertion")


class Satellite(ISHARESatelliteClient):  # type: ignore[misc, unused-ignore]
    """The library's own client, with what a satellite would tell at hand: no network, else nothing is changed."""

    def __init__(self, server: str, roots: list[Certificate], parties: list[str]) -> None:
        super().__init__(target_domain="", target_public_key=[], client_eori=server, json_web_token="")
        self.roots, self.parties = roots, parties

    def get_trusted_list(self) -> Any:
        """Tell the trusted roots the way a satellite does."""
        return {"trusted_list": [_told(root) for root in self.roots]}

    def get_parties(self, params: dict[str, Any]) -> Any:
        """Tell the registered party of that id, or none."""
        found = [{"party_id": one, "adherence": {"status": "Active"}} for one in self.parties if one == params["eori"]]
        return {"parties_info": {"count": len(found), "data": found}}


def _told(root: Certificate) -> dict[str, str]:
    return {
        "subject": root.subject.rfc4514_string(),
        "certificate_fingerprint": root.fingerprint(SHA256()).hex().upper(),
    }


def token_endpoint(satellite: Satellite) -> Any:
    """Make the WSGI application."""

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        def answer(status: str, body: dict[str, Any], *headers: tuple[str, str]) -> list[bytes]:
            start_response(status, [("Content-Type", "application/json"), *headers])
            return [json.dumps(body).encode()]

        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if environ["REQUEST_METHOD"] != "POST":
            return answer("405 Method Not Allowed", {"error": "invalid_request"}, ("Allow", "POST"))
        form = dict(parse_qsl(body.decode()))
        given = {name: form.get(name) for name in PARAMETERS}
        try:
            satellite.verify_json_web_token(audience=satellite.client_eori, **given)
        except ISHAREAuthenticationException:
            return answer("400 Bad Request", {"error": "invalid_client"})
        token = secrets.token_urlsafe(32)
        return answer("200 OK", {"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    return application


def main(server: str, roots: str, *parties: str) -> None:
    """Serve until ended."""
    satellite = Satellite(server, load_pem_x509_certificates(Path(roots).read_bytes()), list(parties))
    with make_server("127.0.0.1", 0, token_endpoint(satellite)) as httpd:
        print(f"http://127.0.0.1:{httpd.server_port}/connect/token", flush=True)
        httpd.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
