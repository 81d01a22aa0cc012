"""What is attached to a check of the Allure report can be written, whatever an input held."""

from types import SimpleNamespace
from typing import Any, cast

import allure
import pytest

from conformance import allure_labels
from conformance.booking import Booked
from conformance.catalogue import load_catalogue

EXCHANGE = {
    "number": 1,
    "purpose": "changed request",
    "method": "POST",
    "url": "https://x.example/\udfff",
    "request_headers": [["X-\udc80", "\udc80"]],
    "request_body": "\ud800",
    "status": 200,
    "response_headers": [],
    "response_body": '{"a": "\ud800"}',
    "failure": None,
    "seconds": 0.1,
    "difference": "claims\n- a\n+ \udfff\x1b[31m",
}


def test_a_lone_surrogate_in_an_input_or_an_answer_crashes_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    attached: dict[str, str] = {}
    monkeypatch.setattr(allure, "attach", lambda body, name, *_: attached.update({name: body}))
    monkeypatch.setattr(allure.dynamic, "title", lambda *_: None)
    monkeypatch.setattr(allure.dynamic, "description", lambda *_: None)
    shown = SimpleNamespace(
        ended=SimpleNamespace(case=None, title="title", error=None),
        requirement=load_catalogue()["CA-FUZZ"],
        target=SimpleNamespace(profile="m2m"),
        booked=Booked((), (cast("dict[str, Any]", EXCHANGE),)),
        finding={"outcome": "violated"},
    )
    allure_labels.attach(cast("Any", shown))
    assert attached["1 changed request: what was changed"] == "claims\n- a\n+ \\udfff\\x1b[31m"
    for text in attached.values():
        text.encode("utf-8")
