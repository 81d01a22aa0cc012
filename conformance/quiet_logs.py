"""The HTTP library logs URLs, and words that a server sent: no log shows what may be secret in them, wherever it goes.

A changed request may carry its secrets in the URL, and an answer may repeat them in lines that are no header fields.
"""

import logging
import re

from conformance.redaction import hide

_LOGGERS = ("urllib3.connectionpool", "urllib3.connection", "urllib3.response", "urllib3.util.retry")
_QUERY = re.compile(r"\?[^\s\"')]+")
_SENT = re.compile(r"(unparsed data: ).*", re.DOTALL)


class Hiding(logging.Filter):
    """Lets every record through, without queries, without what a server sent, and without tokens and assertions."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message out and hide within it; a traceback would show the exception's own words."""
        told = _SENT.sub(r"\1…", _QUERY.sub("?…", record.getMessage()))
        record.msg, record.args = hide(told, {}), None
        record.exc_info = record.exc_text = None
        return True


def hide_in_logs() -> Hiding:
    """Hide from now on; give what ``show_in_logs`` takes."""
    hiding = Hiding()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(hiding)
    return hiding


def show_in_logs(hiding: Hiding) -> None:
    """Leave the library's loggers as they were."""
    for name in _LOGGERS:
        logging.getLogger(name).removeFilter(hiding)
