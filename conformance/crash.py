"""A failure of the checker itself: told with a traceback, never taken for one of the endpoint, and without secrets."""

import traceback
from collections.abc import Mapping

from conformance.redaction import hide

_FOREIGN = ("/_pytest/", "/pluggy/", "/xdist/", "/allure_pytest/")


class CheckerFailedError(Exception):
    """Stands in the place of an unforeseen exception of a check or fixture; nothing in it is secret.

    ``summary`` is the exception in one line, the text of this one has the traceback as well.
    """

    def __init__(self, summary: str, lines: str) -> None:
        """Tell both."""
        super().__init__(f"The checker itself failed; this says nothing about the endpoint.\n{lines}")
        self.summary = summary


def crash_of(error: BaseException, secrets: Mapping[str, str]) -> CheckerFailedError:
    """Tell an exception with its traceback (no values of variables in it) and without ``secrets``."""
    told = traceback.TracebackException.from_exception(error)
    _leave_out_pytest(told)
    summary = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return CheckerFailedError(hide(summary, secrets), hide("".join(told.format()), secrets))


def _leave_out_pytest(told: traceback.TracebackException) -> None:
    own = [frame for frame in told.stack if not any(part in frame.filename for part in _FOREIGN)]
    told.stack = traceback.StackSummary.from_list(own)
    for inner in (told.__cause__, told.__context__):
        if inner is not None:
            _leave_out_pytest(inner)
