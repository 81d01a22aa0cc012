"""An authorization server of django-oauth-toolkit, as its documentation says for clients that act for themselves.

It runs in an environment of its own: `python server.py '{"clients": …, "scopes": …}'` prints the URL of its token
endpoint first. Whatever is imported inside a function can be imported only after Django is set up.
"""

# mypy: disable-error-code="import-not-found, import-untyped, misc"
# these libraries are in the peer's environment alone

import json
import secrets
import sys
from typing import Any
from wsgiref.simple_server import make_server

import django
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

GIVEN = json.loads(sys.argv[1])


class Hasher(PBKDF2PasswordHasher):
    """Hashes secrets as the library does by itself, with fewer rounds: a run authenticates several hundred times."""

    algorithm = "pbkdf2_in_few_rounds"
    iterations = 1000


def set_up() -> None:
    """Configure Django as `startproject` and the library's tutorial do, with a database in memory."""
    settings.configure(
        ROOT_URLCONF="__main__",
        SECRET_KEY=secrets.token_hex(32),
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        PASSWORD_HASHERS=["__main__.Hasher"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        OAUTH2_PROVIDER={"SCOPES": {scope: f"{scope} scope" for scope in GIVEN["scopes"]}},
    )
    django.setup()


def fill() -> None:
    """Make the tables and register the clients."""
    from django.core.management import call_command
    from oauth2_provider.models import get_application_model

    call_command("migrate", verbosity=0)
    for client_id, secret in GIVEN["clients"].items():
        get_application_model().objects.create(
            name=client_id,
            client_id=client_id,
            client_secret=secret,
            client_type="confidential",
            authorization_grant_type="client-credentials",
        )


def urls() -> list[Any]:
    """The library's own addresses, and a view that a token opens, as the tutorial shows it."""
    from django.http import JsonResponse
    from django.urls import include, path
    from oauth2_provider.views.generic import ProtectedResourceView

    class Resource(ProtectedResourceView):
        def get(self, *_: object) -> Any:
            return JsonResponse({"opened": True})

    return [
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
        path("resource", Resource.as_view()),
    ]


def main() -> None:
    """Serve until ended."""
    set_up()
    fill()
    urlpatterns.extend(urls())
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", 0, get_wsgi_application()) as httpd:
        print(f"http://127.0.0.1:{httpd.server_port}/o/token/", flush=True)
        httpd.serve_forever()


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main()
