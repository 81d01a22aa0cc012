"""Chapter REQ: the content type of the request (RFC 9110, section 8.3)."""

from conformance.changes import Change, body, http_header
from conformance.check import cases, requirement
from conformance.client import Client
from conformance.contents import MULTIPART, as_json, as_multipart, as_xml

TYPE = "Content-Type"


@requirement("REQ-CONTENT-TYPE")
@cases(
    json=body(as_json, "application/json"),
    xml=body(as_xml, "application/xml"),
    multipart=body(as_multipart, MULTIPART),
)
def test_the_parameters_in_a_body_of_another_content_type_are_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("REQ-CONTENT-TYPE")
@cases(
    form_as_json=http_header(TYPE, "application/json"),
    form_as_text=http_header(TYPE, "text/plain"),
    form_as_xml=http_header(TYPE, "application/xml"),
    form_as_multipart=http_header(TYPE, MULTIPART),
    none=http_header(TYPE, None),
)
def test_a_form_that_is_not_called_one_is_refused(client: Client, change: Change) -> None:
    client.asks(change).is_refused()


@requirement("REQ-MEDIA-TYPE")
@cases(
    charset=http_header(TYPE, "application/x-www-form-urlencoded; charset=UTF-8"),
    letter_case=http_header(TYPE, "Application/X-WWW-Form-URLEncoded"),
)
def test_the_content_type_is_known_in_every_spelling(client: Client, change: Change) -> None:
    client.asks(change).is_granted()
