"""A user's own program for `how = "command"`: signs in at the reference identity provider with the standard library.

It keeps the session of each user in a file of the folder in which it runs.
"""

import html
import os
import re
import sys
from email.message import Message
from http.cookiejar import LWPCookieJar
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

RETURN = os.environ["SIGN_IN_REDIRECT_URI"]


class StopsAtTheRedirectUri(HTTPRedirectHandler):
    """Prints the redirect URI in place of going there."""

    def redirect_request(
        self, request: Request, file: IO[bytes], code: int, words: str, headers: Message, url: str
    ) -> Request | None:
        """Go on, or end the program."""
        if url.startswith(RETURN):
            jar.save(ignore_discard=True)
            print(url)
            raise SystemExit(0)
        return Request(url)


jar = LWPCookieJar(f"{os.environ['SIGN_IN_USER']}.cookies")
if not os.environ["SIGN_IN_FRESH"] and Path(str(jar.filename)).exists():
    jar.load(ignore_discard=True)
opener = build_opener(HTTPCookieProcessor(jar), StopsAtTheRedirectUri())
request = Request(sys.argv[-1], sys.stdin.buffer.read() or None, method=os.environ["SIGN_IN_METHOD"])
for _ in range(5):
    try:
        answer = opener.open(request, timeout=10)
    except HTTPError as refused:
        # an error page: the provider wants nothing to do with this request
        print(refused.url)
        raise SystemExit(0) from None
    page = answer.read().decode()
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    if "decision" in page:
        fields["decision"] = "deny" if os.environ["SIGN_IN_DENY"] else "allow"
    elif "is wrong" in page or action is None:
        # the login was not accepted, or there is no way on: this is where it ended
        print(answer.url)
        raise SystemExit(0)
    else:
        fields |= {"username": os.environ["SIGN_IN_USER"], "password": os.environ["SIGN_IN_PASSWORD"]}
    url = urljoin(answer.url, html.unescape(action[1] if action else ""))
    request = Request(url, urlencode(fields).encode())
raise SystemExit("that took too many pages")
