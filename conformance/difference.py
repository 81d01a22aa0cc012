"""What was changed, in words that a reader takes in at once: the good request against the one that was sent."""

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from conformance.assertion import Assertion, written
from conformance.difference_credentials import Known, known_of
from conformance.difference_parts import certificate_of, short, told_chain, told_text
from conformance.redaction import hide
from conformance.request import Json, Pairs, TokenRequest, Value, text_of

_LEAST_DATE = 1_000_000_000
"""Numbers from here on are dates in seconds."""
_CREDENTIALS, _SECRET = "Authorization", "client_secret"
_MOST = 20
"""Differences that are named one by one."""


def summary(good: TokenRequest, changed: TokenRequest) -> str:
    """Say in one line what differs; what a request knows to be secret is hidden before anything is shortened."""
    return "; ".join(_some(_changes(good, changed))) or "the same request"


def in_full(good: TokenRequest, changed: TokenRequest) -> str:
    """Say line by line what differs, and show the decoded assertion that was sent when it is what differs."""
    lines = [f"* {line}" for line in _some(_changes(good, changed))] or ["* nothing: the same request"]
    if changed.assertion is not None and good.assertion is not None and changed.assertion is not good.assertion:
        lines += ["", "good assertion, decoded", *_decoded(good.assertion)]
        lines += ["", "assertion that was sent, decoded", *_decoded(changed.assertion)]
    return "\n".join(lines)


def _some(changes: Iterator[str]) -> list[str]:
    """The first ones, and that there are more: a request may have thousands of parameters."""
    found = list(islice(changes, _MOST + 1))
    return found if len(found) <= _MOST else [*found[:_MOST], "and more"]


def _name_of(method: str) -> str:
    return method if len(method) <= _MOST else f"{method[:_MOST]}… ({len(method):,} letters)"


def _changes(good: TokenRequest, changed: TokenRequest) -> Iterator[str]:
    told = _Telling(good.secrets() | changed.secrets(), known_of(good.material.target))
    if good.method != changed.method:
        yield f"method {good.method} → {_name_of(changed.method)}"
    if good.url != changed.url:
        yield f"URL → {told.short(changed.url)}"
    yield from told.credentials(good.headers, changed.headers)
    before, after = (_joined(tuple(p for p in each.headers if p[0] != _CREDENTIALS)) for each in (good, changed))
    yield from told.named("header field", before, after)
    if changed.body is not None:
        yield told.body(good, changed.body)
        return
    if good.parameters and not changed.parameters and not changed.query:
        yield "no parameter at all"
        return
    yield from _moved_to_query(good, changed, told)
    yield from _parameter_changes(good, changed, told)


def _joined(pairs: Pairs) -> dict[str, str]:
    """Header fields by name; a name that occurs twice has both values."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]} and {value}" if name in found else value
    return found


def _moved_to_query(good: TokenRequest, changed: TokenRequest, told: "_Telling") -> Iterator[str]:
    if not changed.query:
        return
    known = {name: text_of(value) for name, value in good.parameters}
    parts = [name if known.get(name) == value else f"{name}={told.show(value)}" for name, value in changed.query]
    yield "in the URL's query: " + ", ".join(_some(iter(parts)))


def _parameter_changes(good: TokenRequest, changed: TokenRequest, told: "_Telling") -> Iterator[str]:
    names = [name for name, _ in changed.parameters]
    times = Counter(names)
    for name, count in times.items():
        if count > 1:
            values = (told.show(value) for other, value in changed.parameters if other == name)
            yield f"{name} given {count} times: " + ", ".join(_some(values))
    before, after = dict(good.parameters), dict(changed.parameters)
    moved = {name for name, _ in changed.query}
    once = {name: value for name, value in after.items() if times[name] == 1}
    known = {n: v for n, v in before.items() if n not in moved and (n in once or n not in after)}
    yield from told.named("", known, once)
    if sorted(before) == sorted(names) and list(before) != names:
        yield "order of the parameters: " + ", ".join(names)


@dataclass(frozen=True)
class _Telling:
    """Shows values: without secrets first, shortened then, for half a secret could not be found any more."""

    secrets: Mapping[str, str]
    known: Known

    def short(self, text: str | bytes) -> str:
        return short(self.hidden(text))

    def hidden(self, text: str | bytes) -> str:
        whole = text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text
        return hide(whole, self.secrets)

    def body(self, good: TokenRequest, body: bytes) -> str:
        """A body in the place of the good one; in JSON, what was done to it may stand at its very end."""
        if not good.is_json or b"{" not in body:
            return f"body → {self.short(body)} ({len(body):,} bytes)"
        before, after = (self.hidden(each) for each in (good.wire_body or b"", body))
        if before and before in after:
            front, _, behind = after.partition(before)
            added = {"in front of": front, "behind": behind}
            return "; ".join(f"'{short(text)}' {where} the body" for where, text in added.items() if text)
        return f"body {told_text(*(each.encode('utf-8', 'surrogatepass') for each in (before, after)))}"

    def credentials(self, good: Pairs, changed: Pairs) -> Iterator[str]:
        """The header Authorization: what stands in it, for what it looks like is hidden."""
        before, after = ([value for name, value in each if name == _CREDENTIALS] for each in (good, changed))
        if before == after:
            return
        if not after:
            yield f"no header field {_CREDENTIALS}"
            return
        shown = "; and ".join(self.short(self.known.header(value)) for value in after)
        yield f"header field {_CREDENTIALS}{'' if before else ' added'}: {shown}"

    def show(self, value: Value | None) -> str:
        if isinstance(value, Assertion):
            return "the client assertion"
        return self.short(value.text) if isinstance(value, Json) else f"'{self.short(value or '')}'"

    def named(self, kind: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[str]:
        label = f"{kind} " if kind else ""
        yield from (f"no {label}{name}" for name in before if name not in after)
        for name, value in after.items():
            old = before.get(name)
            if isinstance(value, Assertion) and isinstance(old, Assertion):
                yield from _assertion_changes(old, value)
            elif name == _SECRET and isinstance(value, str) and self.known.own.secret and value != old:
                yield f"{name}{' added' if old is None else ''}: {self.short(self.known.secret(value))}"
            elif name not in before:
                yield f"{label}{name} added: {self.show(value)}"
            elif value != old:
                yield f"{label}{name} {self.show(old)} → {self.show(value)}"


def _assertion_changes(good: Assertion, changed: Assertion) -> Iterator[str]:
    if good is changed:
        return
    yield from _part_changes("header", good.header, changed.header)
    yield from _part_changes("claims", good.claims, changed.claims)
    if changed.identity is not good.identity:
        yield "signed with another key"
    if changed.sign is not good.sign:
        yield f"signature made by: {(changed.sign.__doc__ or changed.sign.__name__).strip().splitlines()[0]}"
    if changed.edits:
        yield from _text_changes(changed)


def _part_changes(label: str, good: Any, changed: Any) -> Iterator[str]:
    if isinstance(changed, dict):
        yield from _member_changes(label, good, changed)
    elif isinstance(changed, bytes) and isinstance(good, dict):
        twice = dict(_doubled(changed))
        yield from (f"{label}.{name} given {len(values)} times: {', '.join(values)}" for name, values in twice.items())
        if not twice:
            yield f"{label}: {told_text(written(good), changed)}"
    elif changed != good:
        yield f"{label} → {short(changed if isinstance(changed, bytes) else json.dumps(changed))}"


def _doubled(text: bytes) -> Iterator[tuple[str, list[str]]]:
    """The names that stand more than once in a JSON object, each with its values in their order."""
    try:
        pairs = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return
    names = [pair[0] for pair in pairs] if isinstance(pairs, list) and all(isinstance(p, tuple) for p in pairs) else []
    for name, count in Counter(names).items():
        if count > 1:
            yield name, [_json(value) for other, value in pairs if other == name]


def _member_changes(label: str, good: Mapping[str, Any], changed: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{label}.{name} left out" for name in good if name not in changed)
    for name, value in changed.items():
        if name not in good:
            yield f"{label}.{name} added: {_json(value)}"
        elif name == "x5c" and value != good[name]:
            yield f"{label}.x5c → {told_chain(good[name], value)}"
        elif value != good[name] or type(value) is not type(good[name]):
            yield f"{label}.{name} {_json(good[name])} → {_json(value)}{_later(good[name], value)}"


def _later(old: Any, new: Any) -> str:
    """By how much a date was moved, which nobody reads off two numbers of ten digits."""
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in (old, new)):
        return ""
    moved = new - old
    is_moved_date = abs(old) > _LEAST_DATE and 0 < abs(moved) < _LEAST_DATE
    return f" ({abs(moved):,} s {'later' if moved > 0 else 'earlier'})" if is_moved_date else ""


def _text_changes(changed: Assertion) -> Iterator[str]:
    before, after = changed.signed.split("."), changed.compact.split(".")
    if len(after) != len(before):
        count = "1 segment" if len(after) == 1 else f"{len(after)} segments"
        yield f"{count} in place of {len(before)}, {len(changed.compact):,} characters"
        return
    for label, old, new in zip(("header", "claims", "signature"), before, after, strict=True):
        if old != new:
            yield from _segment_changes(label, old, new)


def _segment_changes(label: str, old: str, new: str) -> Iterator[str]:
    """What was done to one segment of the finished text; in words about its content, where it still has any."""
    good, sent = _read(old), _read(new)
    if isinstance(good, dict) and isinstance(sent, dict) and good != sent:
        yield from (f"after signing, {change}" for change in _member_changes(label, good, sent))
    else:
        yield f"segment of the {label} changed after signing ({len(old):,} → {len(new):,} characters)"


def _read(segment: str) -> Any:
    """The JSON in a segment, or None."""
    try:
        return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    except (ValueError, RecursionError):
        return None


def _or(found: Any, other: Any) -> Any:
    return other if found is None else found


def _decoded(assertion: Assertion) -> list[str]:
    """Header and claims as they were sent: after signing they may have become others."""
    header, claims = assertion.header, assertion.claims
    if assertion.edits:
        sent = assertion.compact.split(".")
        if len(sent) != len(assertion.signed.split(".")):
            return [f"{len(sent)} segments of {', '.join(str(len(one)) for one in sent)} characters"]
        header, claims = (_or(_read(text), text.encode("utf-8", "surrogatepass")) for text in sent[:2])
    return [_indented("header", header), _indented("claims", claims)]


def _indented(label: str, part: Any) -> str:
    if isinstance(part, bytes):
        return f"{label} {part[:4000].decode('utf-8', 'backslashreplace')}"
    return f"{label} {json.dumps(_readable(part), indent=2, ensure_ascii=False)}"


def _readable(part: Any) -> Any:
    if isinstance(part, dict) and isinstance(part.get("x5c"), list):
        return part | {"x5c": [_certificate(entry) for entry in part["x5c"]]}
    return part


def _certificate(entry: Any) -> Any:
    """Name a certificate by its subject instead of a thousand characters."""
    if not isinstance(entry, str):
        return entry
    found = certificate_of(entry)
    if found is None:
        return short(entry)
    return f"certificate of {found.subject.rfc4514_string()}, issued by {found.issuer.rfc4514_string()}"


def _json(value: Any) -> str:
    return short(json.dumps(value, ensure_ascii=False))
