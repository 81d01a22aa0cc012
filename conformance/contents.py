"""The parameters of a token request written as each content type, well formed in its type.

Under the flow's own type this is the body that it sends anyway, so that nothing is changed by it.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

from conformance.request import TokenRequest, text_of, write_form, write_json

BOUNDARY = "token-conformance-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def as_json(request: TokenRequest) -> bytes:
    """Write one JSON object with a member for each parameter (RFC 8259)."""
    return write_json(request.parameters).encode("utf-8", "surrogatepass")


def as_form(request: TokenRequest) -> bytes:
    """Write one form with a pair for each parameter (RFC 6749, appendix B)."""
    return write_form(request.parameters).encode("utf-8", "surrogatepass")


def as_xml(request: TokenRequest) -> bytes:
    """Write one XML element with a child for each parameter."""
    root = Element("request")
    for name, value in request.parameters:
        SubElement(root, name).text = text_of(value)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def as_multipart(request: TokenRequest) -> bytes:
    """Write one part for each parameter (RFC 7578); the boundary is the one of ``MULTIPART``."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text_of(value)}\r\n'
        for name, value in request.parameters
    ]
    return "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode("utf-8")
