"""How far a sign-in has come, and the next step of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl

from conformance.redaction import Secrets
from conformance.sign_in.model import SignInFailed, Stuck, secrets_of, stuck
from conformance.sign_in.page import Control, Form, Link, Page
from conformance.target import SignIn, User

FIELDS = 'name the fields of the right one in the target file, [sign_in] fields = { name = "…", password = "…" }'


@dataclass(frozen=True)
class Progress:
    """How far a sign-in has come, and what it may do: the user, and whether a consent page is to be refused."""

    user: User
    sign_in: SignIn
    deny: bool = False
    name_given: bool = False
    password_given: bool = False
    denied: bool = False

    @property
    def secrets(self) -> Secrets:
        """What must not be shown."""
        return secrets_of(self.user)

    def is_refusing(self, control: Control) -> bool:
        """Tell the refusing button, which the target file names by "name=value"; the value may be what stands on it."""
        if self.sign_in.deny is None:
            return False
        name, _, value = self.sign_in.deny.partition("=")
        return control.name == name and value in (control.value, control.caption)

    def is_refusing_link(self, link: Link) -> bool:
        """Tell the link that refuses: it has the pair in its query, or where no name is given these words."""
        name, _, value = (self.sign_in.deny or "").partition("=")
        if not name:
            return value != "" and link.caption == value
        return (name, value) in parse_qsl(link.url.partition("#")[0].partition("?")[2], keep_blank_values=True)

    @property
    def has_logged_in(self) -> bool:
        """Whether a login was asked for and answered."""
        return self.name_given or self.password_given

    def failed(self, why: Stuck, sentence: str, page: Page) -> SignInFailed:
        """Make the failure that shows the page it got stuck on."""
        return stuck(why, sentence, self.secrets, page.shown)


@dataclass(frozen=True)
class Step:
    """What is done with a page. fills: texts by number of control; ticked: boxes and radio buttons that get set.

    link: is followed, and nothing is done with the form.
    """

    form: Form
    fills: Mapping[int, str] = field(default_factory=dict, repr=False)
    ticked: frozenset[int] = frozenset()
    pressed: Control | None = None
    gives_name: bool = False
    gives_password: bool = False
    denies: bool = False
    link: Link | None = None

    def after(self, progress: Progress) -> Progress:
        """Give how far the sign-in has come when this was done."""
        return replace(
            progress,
            name_given=progress.name_given or self.gives_name,
            password_given=progress.password_given or self.gives_password,
            denied=progress.denied or self.denies,
        )
