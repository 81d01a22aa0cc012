"""The HTTP library logs URLs, and a changed request may carry its assertion in one: no log shows it."""

import logging

from conformance.redaction import hide

_LOGGERS = ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry")


class Hiding(logging.Filter):
    """Lets every record through, without what has the form of a token or an assertion."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the message out and hide within it."""
        record.msg, record.args = hide(record.getMessage(), {}), None
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
