"""Chapter REQ: the content type of the request (RFC 9110, section 8.3).

A flow's own type, and its body as that type has it, are no cases of it: they change nothing.
"""

from conformance.changes import Change, body, content_type, http_header
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.contents import MULTIPART, as_form, as_json, as_multipart, as_xml
from conformance.request import FORM, JSON

TYPE = "Content-Type"


@requirement("REQ-CONTENT-TYPE")
@cases(
    json=body(as_json, JSON),
    form=body(as_form, FORM),
    xml=body(as_xml, "application/xml"),
    multipart=body(as_multipart, MULTIPART),
)
def test_the_parameters_in_a_body_of_another_content_type_are_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("REQ-CONTENT-TYPE")
@cases(
    called_json=http_header(TYPE, JSON),
    called_form=http_header(TYPE, FORM),
    called_text=http_header(TYPE, "text/plain"),
    called_xml=http_header(TYPE, "application/xml"),
    called_multipart=http_header(TYPE, MULTIPART),
    none=http_header(TYPE, None),
)
def test_a_right_body_that_is_called_something_else_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("REQ-MEDIA-TYPE")
@cases(charset=content_type(lambda own: f"{own}; charset=UTF-8"), letter_case=content_type(str.title))
def test_the_content_type_is_known_in_every_spelling(client: Client, change: Change) -> None:
    client.asks(change).is_granted()
