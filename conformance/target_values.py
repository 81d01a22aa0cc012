"""Values of a target file that are more than structure: files, URLs and secrets. Files are read, never written."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from conformance.target_faults import Keys, Reading

LARGEST_FILE = 1_000_000
"""Bytes. A key or chain is a few thousand; more is a mistake, or a device that never ends."""

SHORTEST_HIDDEN = 4
"""Characters of a secret from which on it is hidden wherever it stands."""

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def usable_file(reading: Reading, keys: Keys, text: str | None) -> Path | None:
    """Give the path of a file that can be read, or None and a fault. Relative ones start from the target file."""
    if text is None:
        return None
    if text.lstrip().startswith("-----BEGIN"):
        reading.fault(keys, "Here stands the content of a file, not its path.", "Put it into a file, write its path.")
        return None
    path = reading.folder / text
    problem = problem_of_file(path)
    if problem is None:
        return path
    reading.fault(
        keys, f"{path} {problem}.", f"Put the file there, or correct the path; it starts from {_folder(reading)}."
    )
    return None


def _folder(reading: Reading) -> str:
    return "the current directory" if str(reading.folder) == "." else str(reading.folder)


def problem_of_file(path: Path) -> str | None:
    """Say, as the end of a sentence, why a file cannot be read; None where it can."""
    try:
        if not path.exists():
            return "does not exist"
        if not path.is_file():
            return "is not a regular file"
        if path.stat().st_size > LARGEST_FILE:
            return f"has more than {LARGEST_FILE} bytes"
        with path.open("rb") as file:
            file.read(1)
    except (OSError, ValueError) as error:
        return f"cannot be read: {getattr(error, 'strerror', None) or type(error).__name__}"
    return None


def check_url(reading: Reading, keys: Keys, url: str | None) -> None:
    """Note what is wrong with an http or https URL. The URL is not quoted, for a password may stand in it."""
    if url is None:
        return
    problem = _problem_of_url(url)
    if problem is not None:
        reading.fault(keys, *problem)
    elif urlsplit(url).scheme == "http" and urlsplit(url).hostname not in _LOOPBACK:
        reading.remark(keys, "The URL has http: credentials and tokens travel in the clear.")


def check_redirect_uri(reading: Reading, keys: Keys, uri: str | None) -> None:
    """Note what is wrong with a redirect URI: absolute, without a fragment, of any scheme (RFC 6749, 3.1.2)."""
    if uri is None:
        return
    try:
        parts = urlsplit(uri)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if not parts.scheme or re.search(r"[\s\x00-\x1f]", uri):
        reading.fault(keys, "This is not an absolute URI.", "Write it with its scheme, as it is registered.")
    elif "#" in uri:
        reading.fault(keys, "A redirect URI has no fragment (RFC 6749, 3.1.2).", "Take out the # and all behind it.")


def _problem_of_url(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return "This is not a URL: its host or port cannot be read.", "Write it as https://host/path."
    has_scheme = parts.scheme in ("http", "https") or "://" in url
    problems = (
        (re.search(r"[\s\x00-\x1f\x7f]", url), "The URL has blanks in it.", "Take them out, or write them as %20."),
        (not has_scheme, "The URL has no scheme.", "Put https:// in front of it."),
        (parts.scheme not in ("http", "https"), "Its scheme is neither https nor http.", "Write https://host/path."),
        (not has_host, "The URL names no host.", "Write it as https://host/path."),
        ("#" in url, "The URL has a fragment, which is never sent.", "Take out the # and all behind it."),
        ("@" in parts.netloc, "The URL has a user name in it.", "Take it out; credentials stand in [client]."),
    )
    return next(((sentence, repair) for is_so, sentence, repair in problems if is_so), None)


def read_secret(reading: Reading, keys: Keys, value: object) -> str | None:
    """Give a secret that stands there, in an environment variable or in a file; None and a fault without one."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "env" in value:
        return _secret_from_environment(reading, keys, str(value["env"]))
    if isinstance(value, dict) and "file" in value:
        return _secret_from_file(reading, keys, str(value["file"]))
    return None


def remark_secret(reading: Reading, keys: Keys, secret: str | None, profile: str) -> None:
    """Say what is odd about a client's secret, of which nothing is shown."""
    if not secret:
        return
    remarks = (
        (len(secret) < SHORTEST_HIDDEN, "It is too short to be hidden in reports: any word may hold it."),
        (secret != secret.strip(), "It begins or ends with a blank or the end of a line; is that meant?"),
        (
            profile == "basic" and re.search(r"[\x00-\x1f\x7f]", secret),
            "It has control characters, which a Basic header cannot have (RFC 7617, section 2).",
        ),
    )
    for is_so, sentence in remarks:
        if is_so:
            reading.remark(keys, sentence)


def _secret_from_environment(reading: Reading, keys: Keys, name: str) -> str | None:
    # Somebody may have written the secret where its variable's name belongs.
    shown = f"The environment variable {name}" if _VARIABLE.fullmatch(name) else "The environment variable named here"
    found = os.environ.get(name) if "=" not in name else None
    if not found:
        state = "is not set" if found is None else "is empty"
        repair = "Set it before the run, in the same shell or job."
        named = "Give the name of a variable, not the secret: in capitals, digits and underscores."
        reading.fault(keys, f"{shown} {state}.", repair if _VARIABLE.fullmatch(name) else named)
    return found or None


def _secret_from_file(reading: Reading, keys: Keys, name: str) -> str | None:
    path = usable_file(reading, keys, name)
    if path is None:
        return None
    try:
        # The end of the line belongs to the file, not to the secret.
        found = path.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        reading.fault(keys, f"{path} is not text in UTF-8.", "Write the secret into it as plain text.")
        return None
    if not found:
        reading.fault(keys, f"{path} is empty.", "Write the secret into it.")
    return found or None
