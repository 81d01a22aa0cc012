"""What went wrong underneath: exceptions that libraries wrap into each other, told in one line."""

import ssl
from collections.abc import Mapping
from typing import Any

from urllib3.exceptions import ProtocolError

from conformance.lookalikes import hide_all

_MOST_WORDS = 200
_PAST_ITS_DATE = 10
_OF_ANOTHER_HOST = (62, 64)
"""Errors of a certificate as OpenSSL numbers them: X509_V_ERR_CERT_HAS_EXPIRED, _HOSTNAME_MISMATCH, _IP_ADDRESS_…"""


def causes_of(error: BaseException) -> list[BaseException]:
    """Give every exception inside an exception: libraries wrap them as causes, reasons and arguments."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found


def told_of(error: BaseException, secrets: Mapping[str, str]) -> str:
    """Say what the innermost of them says; of a certificate that is not trusted, where to mend that.

    An endpoint may repeat ``secrets`` in a line that is no HTTP; they are hidden before the sentence is cut.
    """
    # Python cuts what is no number: half a secret in it could not be found any more
    known = [cause for cause in causes_of(error) if not isinstance(cause, ProtocolError)]
    innermost = [cause for cause in known if type(cause) is not ValueError]
    if not innermost:
        return type(error).__name__
    distrust = next((cause for cause in innermost if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if distrust is not None:
        return _told_of_certificate(distrust)
    return hide_all(f"{type(innermost[-1]).__name__}: {innermost[-1]}", secrets)[:_MOST_WORDS]


def _told_of_certificate(error: ssl.SSLCertVerificationError) -> str:
    said = str(error.verify_message)[:_MOST_WORDS]
    if error.verify_code == _PAST_ITS_DATE:
        return f"{said}: have it renewed"
    if error.verify_code in _OF_ANOTHER_HOST:
        return f"{said}: it names another host than `endpoint` in the target file"
    return f"{said}: name the file of its authority by `ca` in the target file"
