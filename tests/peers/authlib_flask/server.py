"""An authorization server as somebody would build it from Authlib and Flask, by the documentation of both.

It runs in an environment of its own: `python server.py '{"clients": …, "scopes": …}'` prints the URL of its token
endpoint first.
"""

# mypy: disable-error-code="import-not-found, import-untyped, misc, name-defined, untyped-decorator"
# these libraries are in the peer's environment alone

import json
import sys
from typing import Any
from wsgiref.simple_server import make_server

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.integrations.sqla_oauth2 import (
    OAuth2ClientMixin,
    OAuth2TokenMixin,
    create_bearer_token_validator,
    create_query_client_func,
    create_save_token_func,
)
from authlib.oauth2.rfc6749 import grants
from flask import Flask, jsonify
from flask_sqlalchemy import SQLAlchemy

GIVEN = json.loads(sys.argv[1])
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["OAUTH2_SCOPES_SUPPORTED"] = GIVEN["scopes"]
db = SQLAlchemy(app)


class Client(db.Model, OAuth2ClientMixin):
    """A registered client; all that it can is the library's."""

    id = db.Column(db.Integer, primary_key=True)


class Token(db.Model, OAuth2TokenMixin):
    """A token that was given out."""

    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)


class ClientCredentials(grants.ClientCredentialsGrant):
    """The grant, for clients that authenticate by HTTP Basic."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)


server = AuthorizationServer(
    app,
    query_client=create_query_client_func(db.session, Client),
    save_token=create_save_token_func(db.session, Token),
)
server.register_grant(ClientCredentials)
require_oauth = ResourceProtector()
require_oauth.register_token_validator(create_bearer_token_validator(db.session, Token)())


@app.route("/oauth/token", methods=["POST"])
def issue_token() -> Any:
    """Give a token, or refuse."""
    return server.create_token_response()


@app.route("/resource")
@require_oauth()
def resource() -> Any:
    """Give what a token opens."""
    return jsonify(opened=True)


def register(client_id: str, secret: str) -> None:
    """Register a client, which may ask for every scope."""
    client = Client(client_id=client_id, client_secret=secret)
    granted = {"grant_types": ["client_credentials"], "scope": " ".join(GIVEN["scopes"])}
    client.set_client_metadata({"token_endpoint_auth_method": "client_secret_basic", **granted})
    db.session.add(client)
    db.session.commit()


def main() -> None:
    """Serve until ended."""
    with app.app_context():
        db.create_all()
        for client_id, secret in GIVEN["clients"].items():
            register(client_id, secret)
    with make_server("127.0.0.1", 0, app) as httpd:
        print(f"http://127.0.0.1:{httpd.server_port}/oauth/token", flush=True)
        httpd.serve_forever()


if __name__ == "__main__":
    main()
