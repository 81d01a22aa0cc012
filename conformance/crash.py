"""A failure of the checker itself: told with a traceback, never taken for one of the endpoint, and without secrets."""

import traceback
from collections.abc import Mapping

from conformance.lookalikes import hide_all

_FOREIGN = ("/_pytest/", "/pluggy/", "/xdist/", "/allure_pytest/")


_NO_VALUES = "the values that were compared are not shown"
"""pytest writes parts of them into an assertion, and half a secret cannot be found any more."""


class CheckerFailedError(Exception):
    """Stands in the place of an unforeseen exception of a check or fixture; nothing in it is secret.

    ``summary`` is the exception in one line, the text of this one has the traceback as well.
    """

    def __init__(self, summary: str, lines: str) -> None:
        """Tell both."""
        super().__init__(f"The checker itself failed; this says nothing about the endpoint.\n{lines}")
        self.summary = summary


def crash_of(
    error: BaseException, secrets: Mapping[str, str], words: Mapping[str, str] | None = None
) -> CheckerFailedError:
    """Tell an exception with its traceback (no values of variables in it) and without ``secrets``.

    words: further secrets, which are looked for as words alone, for they are many.
    """
    if isinstance(error, AssertionError):
        error = AssertionError(_NO_VALUES).with_traceback(error.__traceback__)
    told = traceback.TracebackException.from_exception(error)
    _leave_out_pytest(told)
    texts = (summary_of(error), "".join(told.format()))
    return CheckerFailedError(*(hide_all(text, secrets, words) for text in texts))


def summary_of(error: BaseException) -> str:
    """Say in one line what was raised; secrets are still in it."""
    if isinstance(error, CheckerFailedError):
        return error.summary
    words = _NO_VALUES if isinstance(error, AssertionError) else str(error)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _leave_out_pytest(told: traceback.TracebackException) -> None:
    own = [frame for frame in told.stack if not any(part in frame.filename for part in _FOREIGN)]
    told.stack = traceback.StackSummary.from_list(own)
    for inner in (told.__cause__, told.__context__):
        if inner is not None:
            _leave_out_pytest(inner)
