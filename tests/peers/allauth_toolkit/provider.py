"""An OpenID provider of django-oauth-toolkit behind the login pages of django-allauth, for signing in alone.

It runs in an environment of its own: `python provider.py '{"key": …, …}'` prints the URL of its token endpoint first.
Both libraries stand as they are installed: every page is theirs. Whatever is imported inside a function can be imported
only after Django is set up.
"""

# mypy: disable-error-code="import-not-found, import-untyped, misc"
# these libraries are in this provider's environment alone

import json
import secrets
import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import django
from django.conf import settings

GIVEN = json.loads(sys.argv[1])
APPS = ("auth", "contenttypes", "sessions", "messages", "staticfiles")
MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
)
CONTEXT = ("django.template.context_processors.request", "django.contrib.auth.context_processors.auth")


def set_up() -> None:
    """Configure Django as the libraries' installation pages say, with a database in memory."""
    settings.configure(
        ROOT_URLCONF="__main__",
        SECRET_KEY=secrets.token_hex(32),
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in APPS), "allauth", "allauth.account", "oauth2_provider"],
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": CONTEXT},
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        STATIC_URL="static/",
        LOGIN_URL="/accounts/login/",
        USE_TZ=True,
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": Path(GIVEN["key"]).read_text(),
            "SCOPES": {"openid": "Who you are", "iSHARE": "iSHARE"},
        },
    )
    django.setup()


def fill() -> None:
    """Make the tables, the humans and the clients."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from oauth2_provider.models import get_application_model

    call_command("migrate", verbosity=0)
    for name, password in GIVEN["users"].items():
        get_user_model().objects.create_user(name, password=password)
    for party, one in GIVEN["clients"].items():
        get_application_model().objects.create(
            name=party,
            client_id=party,
            redirect_uris=one["redirect_uri"],
            client_type="confidential",
            authorization_grant_type="authorization-code",
            algorithm="RS256",
        )


def main() -> None:
    """Serve until ended."""
    set_up()
    fill()
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    urlpatterns.append(path("accounts/", include("allauth.urls")))
    urlpatterns.append(path("connect/", include("oauth2_provider.urls", namespace="oauth2_provider")))
    with make_server("127.0.0.1", 0, get_wsgi_application()) as httpd:
        print(f"http://127.0.0.1:{httpd.server_port}/connect/token/", flush=True)
        httpd.serve_forever()


urlpatterns: list[Any] = []

if __name__ == "__main__":
    main()
