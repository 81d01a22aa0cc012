"""exchanges.har: every exchange of the run as HTTP Archive 1.2, for the tools that read it.

Bodies and headers are the redacted ones, so the sizes on the wire are not in it (-1, as HAR has it for unknown).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.report.text import storable
from conformance.results import ExchangeRecord, Run

_PLACE = "the entries"
Headers = tuple[tuple[str, str], ...]


def har(run: Run) -> str:
    """The text of exchanges.har: ASCII, so that no character of an endpoint does anything in a terminal."""
    return "".join(har_parts(run))


def har_parts(run: Run) -> Iterator[str]:
    """The same, one exchange after the other: those of a fleet are more than a machine holds at once."""
    creator = {"name": "token-conformance", "version": run.version}
    log = {"version": "1.2", "creator": creator, "pages": [], "entries": [_PLACE] if run.exchanges else []}
    begin, _, end = json.dumps({"log": log}, indent=1, allow_nan=False).partition(json.dumps(_PLACE))
    yield begin
    separator, line = "", begin.rpartition("\n")[2]
    for record in run.exchanges:
        entry = json.dumps(_entry(record), indent=1, allow_nan=False)
        yield separator + entry.replace("\n", f"\n{line}")
        separator = f",\n{line}"
    yield f"{end}\n"


def _entry(record: ExchangeRecord) -> dict[str, Any]:
    milliseconds = round(max(record.seconds, 0.0) * 1000, 3)
    entry: dict[str, Any] = {
        "startedDateTime": datetime.fromtimestamp(record.started, UTC).isoformat(timespec="milliseconds"),
        "time": milliseconds,
        "request": _request(record),
        "response": _response(record),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": storable(f"{record.target}: {record.purpose}"),
        "_number": record.number,
        "_target": storable(record.target),
        "_purpose": storable(record.purpose),
    }
    if record.failure is not None:
        entry["_failure"] = storable(record.failure)
    if record.difference is not None:
        entry["_difference"] = storable(record.difference)
    return entry


def _request(record: ExchangeRecord) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": storable(record.method),
        "url": storable(record.url),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(record.request_headers),
        "queryString": _pairs(_query(record.url)),
        "headersSize": -1,
        "bodySize": -1 if record.request_body else 0,
    }
    if record.request_body:
        media_type = _header(record.request_headers, "content-type")
        request["postData"] = {"mimeType": media_type, "text": storable(record.request_body)}
    return request


def _response(record: ExchangeRecord) -> dict[str, Any]:
    body = storable(record.response_body)
    media_type = _header(record.response_headers, "content-type")
    return {
        "status": record.status or 0,
        "statusText": _phrase(record.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(record.response_headers),
        "content": {"size": len(body.encode()), "mimeType": media_type, "text": body},
        "redirectURL": _header(record.response_headers, "location"),
        "headersSize": -1,
        "bodySize": -1,
    }


def _phrase(status: int | None) -> str:
    try:
        return HTTPStatus(status or 0).phrase
    except ValueError:
        return ""


def _query(url: str) -> Iterable[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:  # a URL that the checks spoiled on purpose
        return ()


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": storable(name), "value": storable(value)} for name, value in pairs]


def _header(headers: Headers, wanted: str) -> str:
    return next((storable(value) for name, value in headers if name.lower() == wanted), "")
