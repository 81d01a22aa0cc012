"""The reference endpoint as data: rules in an order, a way to grant, and edits of its answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from conformance.reference.attempt import Attempt, Settings
from conformance.reference.message import Headers, Incoming, Message, Outgoing
from conformance.reference.sign_ins import Asked, Human
from conformance.reference.world import World


@dataclass(frozen=True)
class Refusal:
    """Why a request gets no token. `cause` is the refusing rule's name, put in by the engine."""

    status: int
    error: str
    description: str
    headers: Headers = ()
    cause: str = ""


@dataclass(frozen=True)
class Rule:
    """One small rule: its name in kebab-case, what must hold of an attempt, and the refusal where it does not."""

    name: str
    holds: Callable[[Attempt], bool]
    refusal: Refusal


Members = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Draft:
    """An answer before it is written: its members as pairs, so that their order and repetition can be chosen.

    With `body` the members are not used. `render` turns them into bytes.
    """

    status: int
    members: Members
    headers: Headers
    render: Callable[[Members], bytes]
    body: bytes | None = None
    reason: str | None = None

    def member(self, name: str) -> Any:
        """The first member of that name; None where there is none."""
        return next((value for each, value in self.members if each == name), None)


Answer = Callable[[Message], Outgoing]
GrantEdit = Callable[[Attempt, Draft], Draft]
RefusalEdit = Callable[[Message, Refusal, Draft], Draft]
AnswerEdit = Callable[[Message, Outgoing], Outgoing]
Around = Callable[[World, Message, Answer], Outgoing]
Change = Callable[["Design"], "Design"]


@dataclass(frozen=True)
class IdToken:
    """An id_token before it is signed; `sign` makes the signature over these bytes."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    sign: Callable[[bytes], bytes]


Login = Literal["one-page", "two-pages", "script"]
Request = Literal["signed", "plain"]
Parameters = tuple[tuple[str, str], ...]
IdTokenEdit = Callable[[Attempt, IdToken], IdToken]
LandingEdit = Callable[[World, Asked, Parameters], Parameters]


@dataclass(frozen=True)
class Provider:
    """What makes a design an identity provider: its authorise endpoint, its pages, its codes. Times are in seconds.

    `rules` and `settings` are those of the authorise request, an Attempt as a token request is one.
    """

    rules: tuple[Rule, ...]
    settings: Settings
    make_code: Callable[[World], str]
    knows: Callable[[World, str, str], Human | None]
    """Who has this name and this password."""
    allows: Callable[[str | None], bool]
    """Whether this `decision` of the consent page is consent."""
    request: Request = "signed"
    """What it takes: a signed request object, as iSHARE has it, or plain parameters."""
    login: Login = "one-page"
    consent: bool = False
    login_path: str = "/connect/login"
    consent_path: str = "/connect/consent"
    code_life: float = 60.0
    ticket_life: float = 600.0
    session_life: float = 8 * 3600.0
    landing_edits: tuple[LandingEdit, ...] = ()
    """Applied to the parameters that are sent to the redirect URI."""
    id_token_edits: tuple[IdTokenEdit, ...] = ()


TlsTrouble = Literal["expired", "another-host", "self-signed", "hangs"]


@dataclass(frozen=True)
class Design:
    """A token endpoint. Nothing here runs by itself: `answer.answering` puts it to work in a World."""

    profile: str
    rules: tuple[Rule, ...]
    settings: Settings
    token: Callable[[Attempt], str]
    """Makes the access token."""
    grant: GrantEdit
    """Fills an empty draft with the answer that grants."""
    opens: Callable[[World, Incoming, str], bool]
    """Whether the protected resource is opened by this token."""
    grant_edits: tuple[GrantEdit, ...] = ()
    refusal_edits: tuple[RefusalEdit, ...] = ()
    resource_edits: tuple[AnswerEdit, ...] = ()
    answer_edits: tuple[AnswerEdit, ...] = ()
    """Applied to every answer of the token endpoint, granting or refusing, when it is otherwise complete."""
    around: tuple[Around, ...] = ()
    """Wraps the whole endpoint, the last one outermost: for wrecks, which may not answer at all."""
    listening: bool = True
    tls: TlsTrouble | None = None
    """Has it speak TLS, with this trouble."""
    provider: Provider | None = None
    """Makes it an identity provider too."""

    def rule(self, name: str) -> Rule:
        """The rule of that name; KeyError where there is none."""
        for rule in self.rules:
            if rule.name == name:
                return rule
        raise KeyError(f"no rule is named {name}")
