"""What edits outside the body are drawn from: header fields, content types, charsets, methods."""

from conformance.fuzz.heads import NAME_SIGNS
from conformance.request import FORM, JSON

FIELDS = (
    *(
        "X-Fuzz",
        "X-Fuzz-1",
        "X-Padding",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Request-Id",
        "X-HTTP-Method-Override",
    ),
    *("Accept", "Accept-Language", "Accept-Charset", "Accept-Encoding", "Cookie", "Origin", "Referer", "User-Agent"),
    *("If-Match", "If-Modified-Since", "Range", "Date", "Via", "Forwarded", "From", "Content-Encoding", "Traceparent"),
    *("Content-Language", "Content-MD5", "Prefer", "Cache-Control", "Max-Forwards", "X-HTTP-Method-Override"),
)
TYPES = (
    *("", FORM, f"{FORM};", f"{FORM}; charset=", f"{FORM}; charset=utf-16", f"{FORM}; boundary=", JSON),
    *(f"{JSON}; charset=", "text/plain", "text/xml", "application/xml", "application/jwt", "application/octet-stream"),
    *("multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=a", "application/", "/"),
    *("*/*", ";", "a/b; c=", '"'),
)
PARAMETERS = ("charset", "charset", "charset", "boundary", "version", "q", "x-a", "")
CHARSETS = (
    *("utf-8", "UTF8", "utf8mb4", "us-ascii", "iso-8859-1", "latin1", "windows-1252", "utf-7", "utf-16", "utf-16le"),
    *("utf-32", "utf-8-sig", "shift_jis", "iso-2022-jp", "gb18030", "big5", "koi8-r", "cp037", "binary", "8bit"),
    *("base64", "quoted-printable", "hex", "rot13", "zlib", "idna", "punycode", "unicode_escape", "undefined"),
    *("x-user-defined", "none", "null", "*", "0", ""),
)
"""Names of encodings, of some that are no charset but that libraries look up like one, and of none."""
METHODS = ("GET", "PUT", "PATCH", "DELETE", "post", "get", "PROPFIND", "LOCK", "A", "0", "Post", "POSTX")
METHOD_SIZES = (1, 3, 4, 5, 8, 63, 64, 65, 255, 256, 1024, 8192)
NAME_LETTERS = (*NAME_SIGNS, "a", "A", "1", "a-", "a_", "a.")
"""Of which names of header fields are made."""
