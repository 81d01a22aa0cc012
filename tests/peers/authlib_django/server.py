"""An OpenID provider as somebody would build it from Authlib and Django, by the documentation of both.

Django signs the humans in, on the login page of its own admin site; Authlib has the authorise and the token endpoint.
It runs in an environment of its own: `python server.py '{"issuer": …, …}'` prints the URL of its token endpoint first.
Whatever is imported inside a function can be imported only after Django is set up.
"""

# mypy: disable-error-code="import-not-found, import-untyped, misc, untyped-decorator"
# these libraries are in the peer's environment alone

import json
import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import django
from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin, grants, list_to_scope, scope_to_list
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, UserInfo
from authlib.oidc.core.grants import OpenIDCode
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificates
from django.conf import settings
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

# The library under Authlib refuses every header above 512 bytes, so every one that has certificates in it.
JWSRegistry.max_header_length = 100_000

GIVEN = json.loads(sys.argv[1])
SCOPES = ("openid", "iSHARE", "email")
CONSENT = """<!doctype html><title>Consent</title><p>{{ client }} asks to know who you are.</p>
<form method="post">{% csrf_token %}
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form>"""


@dataclass
class Client(ClientMixin):
    """A registered client; its key is known from its registration."""

    client_id: str
    redirect_uri: str
    key: RSAKey
    token_endpoint_auth_method: str = JWTBearerClientAssertion.CLIENT_AUTH_METHOD

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str | None) -> str:
        return str(list_to_scope([one for one in scope_to_list(scope or "") if one in SCOPES]))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or method == self.token_endpoint_auth_method

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """An authorization code as it is kept."""

    code: str
    client_id: str
    redirect_uri: str | None
    scope: str
    user_id: int
    nonce: str | None
    auth_time: int
    code_challenge: str | None
    code_challenge_method: str | None
    ends: float

    def get_redirect_uri(self) -> str | None:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        """Give none; that of the methods of authentication is the same."""

    get_amr = get_acr


CLIENTS: dict[str, Client] = {}
CODES: dict[str, Code] = {}
SEEN: set[tuple[str, str]] = set()


class CodeGrant(grants.AuthorizationCodeGrant):
    """The methods that the documentation asks for, over a dictionary."""

    TOKEN_ENDPOINT_AUTH_METHODS = (JWTBearerClientAssertion.CLIENT_AUTH_METHOD,)

    def save_authorization_code(self, code: str, request: Any) -> None:
        asked, user = request.payload.data, request.user
        CODES[code] = Code(
            code,
            request.client.client_id,
            request.payload.redirect_uri,
            request.scope,
            user.pk,
            asked.get("nonce"),
            int(user.last_login.timestamp()),
            asked.get("code_challenge"),
            asked.get("code_challenge_method"),
            time.time() + 300,
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found = CODES.get(code)
        return found if found and found.client_id == client.client_id and time.time() < found.ends else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        CODES.pop(authorization_code.code, None)

    def authenticate_user(self, authorization_code: Code) -> Any:
        return _users().filter(pk=authorization_code.user_id).first()


class ClientAssertion(JWTBearerClientAssertion):
    """Authentication of a client with the key that it was registered with."""

    def get_audiences(self) -> list[str]:
        return [GIVEN["issuer"]]

    def validate_jti(self, claims: dict[str, Any], jti: str) -> bool:
        once = (claims["sub"], str(jti))
        new = once not in SEEN
        SEEN.add(once)
        return new

    def resolve_client_public_key(self, client: Client) -> RSAKey:
        return client.key


class OpenID(OpenIDCode):
    """The id_token, with the certificates in its header as iSHARE has them."""

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return any((one.nonce, one.client_id) == (nonce, request.payload.client_id) for one in CODES.values())

    def resolve_client_private_key(self, client: Client) -> RSAKey:
        return RSAKey.import_key(Path(GIVEN["key"]).read_bytes())

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": GIVEN["issuer"], "aud": [client.get_client_id()]}

    def get_encode_header(self, client: Client) -> dict[str, Any]:
        return {"typ": "JWT", "alg": "RS256", "x5c": [_base64(one) for one in _chain(GIVEN["chain"])]}

    def generate_user_info(self, user: Any, scope: str) -> UserInfo:
        return UserInfo(sub=str(user.pk), name=user.username)


class Server(AuthorizationServer):
    """The library's server over the registered clients; the tokens are kept nowhere, for nothing takes them."""

    def query_client(self, client_id: str) -> Client | None:
        return CLIENTS.get(client_id)

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        return None


def _chain(path: str) -> list[Any]:
    return load_pem_x509_certificates(Path(path).read_bytes())


def _base64(certificate: Any) -> str:
    lines = certificate.public_bytes(Encoding.PEM).decode().splitlines()
    return "".join(lines[1:-1])


def _users() -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects


def urls(server: Server) -> tuple[Any, ...]:
    """The two views of the provider, as the documentation of Authlib shows them, beside Django's admin site."""
    from django.contrib import admin
    from django.contrib.auth.decorators import login_required
    from django.http import HttpResponse
    from django.template import engines
    from django.urls import path
    from django.views.decorators.csrf import csrf_exempt
    from django.views.decorators.http import require_http_methods

    @login_required
    def authorise(request: Any) -> Any:
        try:
            grant = server.get_consent_grant(request, end_user=request.user)
        except OAuth2Error as error:
            return server.handle_error_response(request, error)
        if request.method == "GET":
            page = engines["django"].from_string(CONSENT)
            return HttpResponse(page.render({"client": grant.client.client_id}, request))
        user = request.user if request.POST.get("decision") == "allow" else None
        return server.create_authorization_response(request, grant=grant, grant_user=user)

    @csrf_exempt
    @require_http_methods(["POST"])
    def token(request: Any) -> Any:
        return server.create_token_response(request)

    return path("admin/", admin.site.urls), path("connect/authorize", authorise), path("connect/token", token)


def set_up() -> None:
    """Configure Django as its `startproject` does, with a database in memory, and make the humans."""
    settings.configure(
        ROOT_URLCONF="__main__",
        SECRET_KEY=secrets.token_hex(32),
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[f"django.contrib.{name}" for name in APPS],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": [f"{name}.context_processors.{last}" for name, last in CONTEXT]},
            }
        ],
        STATIC_URL="static/",
        LOGIN_URL="/admin/login/",
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name, password in GIVEN["users"].items():
        _users().create_user(name, password=password, is_staff=True)


APPS = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
CONTEXT = (
    ("django.template", "request"),
    ("django.contrib.auth", "auth"),
    ("django.contrib.messages", "messages"),
)


def main() -> None:
    """Serve until ended."""
    global urlpatterns  # noqa: PLW0603 - where Django looks for it
    set_up()
    for party, one in GIVEN["clients"].items():
        key = _chain(one["chain"])[0].public_key()
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        CLIENTS[party] = Client(party, one["redirect_uri"], RSAKey.import_key(pem))
    server = Server(None, None)
    server.register_client_auth_method(JWTBearerClientAssertion.CLIENT_AUTH_METHOD, ClientAssertion())
    server.register_grant(CodeGrant, [OpenID(require_nonce=False), CodeChallenge(required=True)])
    urlpatterns = list(urls(server))
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", 0, get_wsgi_application()) as httpd:
        print(f"http://127.0.0.1:{httpd.server_port}/connect/token", flush=True)
        httpd.serve_forever()


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main()
