"""Loaded by a run as a plugin, it lets every secret through, so that the search for secrets can be tried out."""

from conformance import booking, crash, difference, exchange, finishing, quiet_logs, session


def _shown(text: str, _: object) -> str:
    return text


for _module in (booking, crash, difference, exchange, finishing, quiet_logs, session):
    _module.hide = _shown  # type: ignore[attr-defined]
