"""The expressions of GitHub Actions, as far as docs/nightly/github.yml and action.yml use them."""

import json
import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(r"'(?:[^']|'')*'|&&|\|\||==|!=|!|[A-Za-z_][\w-]*(?:\.[\w-]+)*|[(),]|\s+|.")
_WORDS = {"&&": " and ", "||": " or ", "!": " not ", "true": "True", "false": "False", "null": "None"}
STATUS_FUNCTIONS = ("always", "cancelled", "failure", "success")


def value_of(expression: str, contexts: Mapping[str, Any], failed: bool = False) -> Any:
    """What an expression without its `${{ }}` is worth; what is not there is an empty text, as it is to GitHub."""
    functions = {
        "always": lambda: True,
        "cancelled": lambda: False,
        "failure": lambda: failed,
        "success": lambda: not failed,
        "fromJSON": json.loads,
    }
    words = [_WORDS.get(token) or _python(token, functions) for token in _TOKEN.findall(expression)]
    return eval(
        "".join(words).strip(), {"__builtins__": {}, "looked_up": lambda path: _looked_up(contexts, path), **functions}
    )


def text_of(value: object, contexts: Mapping[str, Any], failed: bool = False) -> Any:
    """A value of the file with its expressions put in; one that is nothing but an expression keeps its type."""
    if not isinstance(value, str):
        return "true" if value is True else "false" if value is False else str(value)
    whole = re.fullmatch(r"\s*\$\{\{(.*?)\}\}\s*", value, re.DOTALL)
    if whole and "${{" not in whole[1]:
        return value_of(whole[1], contexts, failed)
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(value_of(found[1], contexts, failed)), value)


def is_met(condition: object, contexts: Mapping[str, Any], failed: bool) -> bool:
    """Whether a step or job with this `if` runs; without a function of the status it also asks for success."""
    if condition is None:
        return not failed
    text = str(condition).strip().removeprefix("${{").removesuffix("}}")
    asks_status = any(f"{name}(" in text for name in STATUS_FUNCTIONS)
    return (asks_status or not failed) and bool(value_of(text, contexts, failed))


def _python(token: str, functions: Mapping[str, object]) -> str:
    if token.startswith("'"):
        return repr(token[1:-1].replace("''", "'"))
    if re.match(r"[A-Za-z_]", token) and token not in functions:
        return f"looked_up({token!r})"
    return token


def _looked_up(contexts: Mapping[str, Any], path: str) -> Any:
    found: Any = contexts
    for name in path.split("."):
        found = found.get(name, "") if isinstance(found, Mapping) else ""
    return found
