"""A page on the way to the redirect URI: its words, its forms, and where it refreshes to."""

from __future__ import annotations

from dataclasses import dataclass

_BUTTONS = frozenset({"submit", "image", "button"})
_MOST_SHOWN = 20


@dataclass(frozen=True)
class Control:
    """One field or button of a form.

    number: its place among all controls of the page; kind: the type in lower case, "select", "textarea", or "button"
    for a button that submits nothing by itself; words: whatever tells a human what it is for, in lower case;
    caption: what stands on a button;
    fixed: whether its value cannot be changed.
    """

    number: int
    kind: str
    name: str = ""
    value: str = ""
    words: str = ""
    caption: str = ""
    checked: bool = False
    fixed: bool = False
    action: str | None = None
    method: str | None = None

    @property
    def is_button(self) -> bool:
        """Whether it is there to be pressed."""
        return self.kind in _BUTTONS


@dataclass(frozen=True)
class Form:
    """One form, with the controls that belong to it. action: absolute URL; method: "GET" or "POST"."""

    method: str
    action: str
    enctype: str
    controls: tuple[Control, ...]
    words: str = ""

    def of_kind(self, *kinds: str) -> tuple[Control, ...]:
        """Its controls of these kinds."""
        return tuple(control for control in self.controls if control.kind in kinds)

    @property
    def buttons(self) -> tuple[Control, ...]:
        """Its buttons."""
        return tuple(control for control in self.controls if control.is_button)

    @property
    def outline(self) -> str:
        """Its fields and buttons in one line, without any value that was not there to be read."""
        fields = [
            f"{control.name or '(no name)'} ({control.kind})" for control in self.controls if not control.is_button
        ]
        buttons = [f"[{control.words.strip() or control.value or control.name}]" for control in self.buttons]
        return f"form {self.method} {', '.join(fields + buttons) or 'without a field'}"


@dataclass(frozen=True)
class Link:
    """A link that can be followed. number: its place among all links of the page; caption: its words; url: absolute."""

    number: int
    caption: str
    url: str


@dataclass(frozen=True)
class Page:
    """A page that came. refresh: where it says that a browser is to go on to; scripted: whether it has scripts."""

    url: str
    title: str = ""
    text: str = ""
    forms: tuple[Form, ...] = ()
    refresh: str | None = None
    scripted: bool = False
    links: tuple[Link, ...] = ()

    @property
    def shown(self) -> str:
        """What a reader is told of it: title, words, and the outline of its forms."""
        return "\n".join(
            line for line in (self.title, self.text, *(form.outline for form in self.forms[:_MOST_SHOWN])) if line
        )
