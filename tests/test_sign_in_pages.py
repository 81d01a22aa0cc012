"""How pages are read, and what is done with each kind of them: no network here."""

from __future__ import annotations

import contextlib
import time
from urllib.parse import parse_qsl

import pytest

from conformance.sign_in.filling import next_step
from conformance.sign_in.model import SignInFailed, Stuck
from conformance.sign_in.page import Page
from conformance.sign_in.page_reading import read_page
from conformance.sign_in.steps import Progress
from conformance.sign_in.submission import submission
from conformance.target import SignIn, User

HERE = "https://acme.example/login?step=1"
ALICE = User("alice", "wonder-land", "alice@acme.example")
WITH_AT = User("alice@acme.example", "wonder-land")


def page_of(html: str) -> Page:
    return read_page(HERE, html.encode())


def sent(html: str, user: User = ALICE, deny: str | None = None, denying: bool = False) -> dict[str, str]:
    """What is sent from a page."""
    page = page_of(html)
    move = submission(page, next_step(page, Progress(user, SignIn(HERE, deny=deny), denying)))
    text = move.body.decode() if move.body is not None else move.url.partition("?")[2]
    return dict(parse_qsl(text, keep_blank_values=True))


@pytest.mark.parametrize(
    "field",
    [
        "<input name=username>",
        "<input name=x autocomplete=username>",
        "<input name=x id=login-id>",
        "<input name=x placeholder='E-mail address' type=email>",
        "<label for=f>Gebruikersnaam</label><input name=x id=f>",
        "<label>Benutzername: <input name=x></label>",
        "<input name=x aria-label='Votre identifiant'>",
        "<input name=anything>",
        "<input name=otp><input name=user>",
        "<input name=x type=text><input name=company type=hidden value=1>",
    ],
)
def test_the_field_of_the_user_name_is_found(field: str) -> None:
    found = sent(f"<form method=post>{field}<input type=password name=p><button>Go</button></form>", WITH_AT)
    assert WITH_AT.name in found.values()
    assert found["p"] == "wonder-land"


@pytest.mark.parametrize(
    "user, email, name",
    [(ALICE, "", "alice"), (WITH_AT, "alice@acme.example", "")],
)
def test_a_login_that_takes_a_name_or_an_address(user: User, email: str, name: str) -> None:
    fields = "<input type=email name=email><input name=username><input type=password name=p>"
    found = sent(f"<form method=post>{fields}<button>Go</button></form>", user)
    assert (found["email"], found["username"]) == (email, name)


def test_where_only_an_address_can_be_written_it_is() -> None:
    assert sent("<form><input type=email name=e><input type=password name=p></form>")["e"] == "alice@acme.example"


def test_what_is_sent_is_what_a_browser_sends() -> None:
    html = """
    <form method=post action="/in">
      <input name=user><input type=password name=p><input type=hidden name=csrf value="a&amp;b">
      <input type=hidden name=none><input name=off disabled value=1><input value=nameless>
      <input type=checkbox name=c1><input type=checkbox name=c2 checked><input type=checkbox name=terms value=yes>
      <input type=radio name=r value=1><input type=radio name=r value=2 checked>
      <select name=s><option value=1>one<option selected>two</select><textarea name=t>more</textarea>
      <input type=file name=f><button type=reset name=x>Clear</button><button type=button name=y>Show</button>
      <input type=submit name=cancel value=Cancel><input type=image name=go alt="Sign in">
    </form><input form=other name=z>"""
    assert sent(html) == {
        "user": "alice", "p": "wonder-land", "csrf": "a&b", "none": "", "c2": "on", "terms": "yes", "r": "2",
        "s": "two", "t": "more", "go.x": "1", "go.y": "1",
    }  # fmt: skip


def test_the_button_may_say_where_to_send_it() -> None:
    page = page_of(
        "<base href='/a/'><form><input name=q type=hidden value=1><button formaction=b formmethod=post>Yes</button>"
    )
    move = submission(page, next_step(page, Progress(ALICE, SignIn(HERE))))
    assert (move.method, move.url, move.body) == ("POST", "https://acme.example/a/b", b"q=1")


def test_a_form_that_is_sent_in_parts() -> None:
    page = page_of("<form method=post enctype=multipart/form-data><input name=user><input type=password name=p></form>")
    move = submission(page, next_step(page, Progress(ALICE, SignIn(HERE))))
    assert move.headers[0][1].startswith("multipart/form-data; boundary=")
    assert b'name="p"\r\n\r\nwonder-land\r\n' in (move.body or b"")


DJANGO = "<input type=submit value=Cancel><input type=submit name=allow value=Authorize>"
DUTCH = "<button name=b>Weigeren</button><button name=a>Akkoord</button>"
SETTLED = "<input type=radio name=r value=allow checked><input type=radio name=r value=deny><button>OK</button>"
UNSETTLED = SETTLED.replace(" checked", "")
HIDDEN = "<input type=hidden name=SAMLResponse value=x><noscript><button>Continue</button></noscript>"
YES_AND_NO = "<button name=d value=n>No, go back</button><button name=d value=y>Yes, go on</button>"


@pytest.mark.parametrize(
    "body, deny, denying, pressed",
    [
        (YES_AND_NO, None, False, {"d": "y"}),
        (YES_AND_NO, "d=n", True, {"d": "n"}),
        (DJANGO, None, False, {"allow": "Authorize"}),
        (DJANGO, "=Cancel", True, {}),
        (DUTCH, "b=Weigeren", True, {"b": ""}),
        (DUTCH, None, False, {"a": ""}),
        ("<button name=a value=1>Do not allow</button><button name=a value=2>Allow</button>", None, False, {"a": "2"}),
        ("<button name=x value=1>Eins</button><button name=x value=2>Zwei</button>", "x=1", False, {"x": "2"}),
        (UNSETTLED, None, False, {"r": "allow"}),
        (SETTLED, "r=deny", True, {"r": "deny"}),
        ("<input type=checkbox name=confirm><button>Submit</button>", None, False, {"confirm": "on"}),
        ("<input type=hidden name=wresult value=x>", None, False, {"wresult": "x"}),
        (HIDDEN, None, False, {"SAMLResponse": "x"}),
    ],
)  # fmt: skip
def test_which_button_is_pressed(body: str, deny: str | None, denying: bool, pressed: dict[str, str]) -> None:
    assert sent(f"<form method=post>{body}</form>", ALICE, deny, denying) == pressed


@pytest.mark.parametrize(
    "html, why",
    [
        ("", Stuck.NO_FORM),
        ("<form><button>Cancel</button></form>", Stuck.NO_FORM),
        ("<form></form>", Stuck.NO_FORM),
        ("<form><input type=hidden name=a></form><form><input type=hidden name=b></form>", Stuck.NO_FORM),
        ("<form><input name=code placeholder='One-time code'><button>Go</button></form>", Stuck.NO_FORM),
        ("<form role=search><input name=user><button>Go</button></form>", Stuck.NO_FORM),
        ("<form><input type=password name=a><input type=password name=b><button>Submit</button></form>", Stuck.NO_FORM),
        ("<form><button>With Acme</button></form><form><button>With Emca</button></form>", Stuck.SEVERAL_FORMS),
        ("<form><input name=user></form><form><input name=email></form>", Stuck.SEVERAL_FORMS),
        ("<form><input name=a><input name=b><input type=password name=p></form>", Stuck.NO_FORM),
    ],
)
def test_pages_with_which_nothing_can_be_done(html: str, why: Stuck) -> None:
    with pytest.raises(SignInFailed) as raised:
        sent(html)
    assert raised.value.why is why


HOSTILE = {
    "open tags": b"<a " * 300_000,
    "deep": b"<div>" * 200_000,
    "comments": b"<!--" * 250_000,
    "instructions": b"<?" * 500_000,
    "forms": b"<form><input>" * 75_000,
    "inputs in a label": b"<form><label>" + b"x " * 200_000 + b"<input>" * 80_000,
    "inputs in many labels": b"<form>" + b"<label>word " * 40_000 + b"<input>" * 70_000,
    "buttons in buttons": b"<form>" + b"<button>word" * 80_000,
    "options": b"<form><select>" + b"<option>" * 120_000,
    "nothing": b"",
    "zeros": b"\0" * 1_000_000,
    "not UTF-8": b"<form><input name='\xff\xfe\xed\xa0\x80'><input type=password>",
    "UTF-16": "<form><input name=user><input type=password name=p></form>".encode("utf-16"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_walked_through_once(name: str) -> None:
    begun = time.process_time()
    page = read_page(HERE, HOSTILE[name][:1_000_000], "no-such-charset")
    with contextlib.suppress(SignInFailed):
        submission(page, next_step(page, Progress(ALICE, SignIn(HERE))))
    assert time.process_time() - begun < 60, "a second is usual; whoever goes back takes hours"


def test_scripts_and_styles_are_no_words() -> None:
    page = page_of(
        "<title>T</title><style>s</style><script>x</script><noscript>Needs scripts</noscript><!-- c --><p>Words<br>more"
    )
    assert (page.title, page.text, page.scripted) == ("T", "Needs scripts Words more", True)
