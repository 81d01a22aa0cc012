"""The pages that an identity provider shows: signing in, consent, and an error; answers with them, and redirects."""

from html import escape
from urllib.parse import urlencode

from conformance.reference.message import Headers, Outgoing

_HEADERS: Headers = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Pragma", "no-cache"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
)
_FIELD_ABOVE = '<label>User name <input type="text" name="username" autocomplete="username"></label>'
_FIELD_BELOW = '<label>Password <input type="password" name="password" autocomplete="current-password"></label>'
_SCRIPT = """
const place = document.getElementById("sign-in");
const form = document.createElement("form");
form.method = "post";
form.action = place.dataset.action;
function add(name, type, value) {
  const input = document.createElement("input");
  Object.assign(input, {name: name, type: type, value: value, placeholder: name});
  form.append(input);
}
const ticket = place.dataset.ticket;
add("username", "text", "");
add("password", "password", "");
add("ticket", "hidden", ticket);
add("proof", "hidden", Array.from(ticket).reverse().join(""));
const button = document.createElement("button");
button.textContent = "Sign in";
form.append(button);
place.append(form);
"""


def page(title: str, content: str, status: int = 200) -> Outgoing:
    """An answer with a page; the content is HTML, the title is text."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    text = f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><h1>{escape(title)}</h1>{content}</body></html>'
    return Outgoing(status, _HEADERS, text.encode("utf-8"))


def error_page(description: str, status: int = 400, headers: Headers = ()) -> Outgoing:
    """The provider's own error page: nothing is sent to a redirect URI that nobody has vouched for."""
    answer = page("This does not work", f'<p role="alert">{escape(description)}</p>', status)
    return Outgoing(answer.status, answer.headers + headers, answer.body)


def one_page(action: str, ticket: str, message: str = "") -> Outgoing:
    """User name and password together."""
    return page(
        "Sign in", _form(action, ticket, f"{_alert(message)}{_FIELD_ABOVE}{_FIELD_BELOW}<button>Sign in</button>")
    )


def first_page(action: str, ticket: str, message: str = "") -> Outgoing:
    """The user name alone."""
    return page("Sign in", _form(action, ticket, f"{_alert(message)}{_FIELD_ABOVE}<button>Next</button>"))


def second_page(action: str, ticket: str, name: str, message: str = "") -> Outgoing:
    """The password alone, for the user of this name."""
    content = f"{_alert(message)}<p>Welcome, {escape(name)}</p>{_FIELD_BELOW}<button>Sign in</button>"
    return page("Sign in", _form(action, ticket, content))


def script_page(action: str, ticket: str, message: str = "") -> Outgoing:
    """A form that only a script makes, with a field that only a script fills."""
    place = f'<div id="sign-in" data-action="{escape(action)}" data-ticket="{escape(ticket)}"></div>'
    without = "<noscript><p>Signing in needs JavaScript.</p></noscript>"
    return page("Sign in", f"{_alert(message)}{place}{without}<script>{_SCRIPT}</script>")


def consent_page(action: str, ticket: str, name: str, client: str) -> Outgoing:
    """Whether the client may be told who has signed in; a button that allows and one that refuses."""
    buttons = "".join(
        f'<button name="decision" value="{value}">{label}</button>'
        for value, label in (("allow", "Allow"), ("deny", "Refuse"))
    )
    question = f"<p>{escape(name)}, may {escape(client)} know that it is you?</p>"
    return page("Consent", _form(action, ticket, question + buttons))


def redirect(url: str, headers: Headers = ()) -> Outgoing:
    """Go there with a GET, whatever the method was (RFC 9110, section 15.4.4; RFC 9700, section 4.12)."""
    return Outgoing(303, (("Location", url), ("Cache-Control", "no-store"), ("Pragma", "no-cache"), *headers))


def with_query(url: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """The URL with these parameters added to its query; what stands there stays (RFC 6749, section 3.1.2)."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode(pairs)}"


def _form(action: str, ticket: str, content: str) -> str:
    hidden = f'<input type="hidden" name="ticket" value="{escape(ticket)}">'
    return f'<form method="post" action="{escape(action)}">{hidden}{content}</form>'


def _alert(message: str) -> str:
    return f'<p role="alert">{escape(message)}</p>' if message else ""
