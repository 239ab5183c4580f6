"""Asks the pip of this Python whether it can use cached responses, by the code that pip itself uses for that.

Reads a JSON array of entries from standard input: {"header": base64, "body": base64 or null, "isPage": bool,
"request": headers}. `body` is the file beside the header of `http-v2`. Writes a JSON array of their fates: "used",
"stale" (pip asks anew without telling what it has), or why it is refused.
"""

import collections
import collections.abc
import base64
import io
import json
import logging
import sys

# Pips older than this Python look for these where they were.
for name in ("Mapping", "MutableMapping", "Sequence", "Callable", "Iterable", "Hashable"):
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))

import http.client

import pip._internal  # Old ones import each other in a circle that only starts well here.
from pip._vendor import requests
from pip._vendor.cachecontrol import CacheControlAdapter
from pip._vendor.cachecontrol.serialize import Serializer
from pip._vendor.requests.adapters import HTTPAdapter
from pip._vendor.urllib3 import HTTPResponse

from pip._vendor.cachecontrol.cache import BaseCache


def version():
    import pip

    return tuple(int(part) for part in pip.__version__.split(".")[:2])


# The layout with a file for the body of its own.
IS_SEPARATE = version() >= (23, 3)
if IS_SEPARATE:
    from pip._vendor.cachecontrol.cache import SeparateBodyBaseCache as BaseCache

# As pip's own requests for index pages say it.
PAGE_CONTROL = "max-age=600" if version() < (18, 1) else "max-age=0" if version() < (26, 2) else None

URL = "https://index.test/simple/alpha/"


class Cache(BaseCache):
    def __init__(self, header, body):
        self.header, self.body, self.deleted = header, body, False

    def get(self, key):
        return self.header

    def get_body(self, key):
        return io.BytesIO(self.body)

    def set(self, key, value, expires=None):
        pass

    def set_body(self, key, body):
        pass

    def delete(self, key):
        self.header, self.deleted = None, True

    def close(self):
        pass


class Watched(Serializer):
    refused = False

    def loads(self, request, data, *rest):
        result = super(Watched, self).loads(request, data, *rest)
        self.refused = self.refused or (data is not None and result is None)
        return result


class Asked(Exception):
    pass


def answer(adapter, request, *rest, **more):
    """As a server that has the same still; headers are checked as the connection does before it sends them."""
    connection = http.client.HTTPConnection("index.test")
    connection._HTTPConnection__state = "Request-started"
    for name, value in request.headers.items():
        connection.putheader(name, value)
    if not ("If-None-Match" in request.headers or "If-Modified-Since" in request.headers):
        raise Asked
    kept = HTTPResponse(
        body=io.BytesIO(b""), headers={"Server": "test"}, status=304, reason="Not Modified", preload_content=False
    )
    return adapter.build_response(request, kept)


HTTPAdapter.send = answer
logging.disable(logging.CRITICAL)


def fate(entry):
    body = entry["body"]
    cache = Cache(base64.b64decode(entry["header"]), None if body is None else base64.b64decode(body))
    if (body is not None) != IS_SEPARATE:
        raise SystemExit("this pip does not read that layout")
    serializer = Watched()
    adapter = CacheControlAdapter(cache=cache, serializer=serializer)
    request = requests.Request("GET", URL, headers=entry["request"]).prepare()
    try:
        if entry["isPage"] and PAGE_CONTROL:
            request.headers["Cache-Control"] = PAGE_CONTROL
        response = adapter.send(request, stream=True)
        if serializer.refused:
            return "ignored"
        response.raise_for_status()
        if response.is_redirect:
            return "used"
        for _ in response.raw.stream(1 << 16, decode_content=False):
            pass
        return "used"
    except Asked:
        if serializer.refused:
            return "ignored"
        return "stale" if is_dated(entry, request) else "never used"
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def is_dated(entry, request):
    """pip deletes what has neither a date nor an etag, and says that it can never be used."""
    files = [io.BytesIO(b"")] if entry["body"] is not None else []
    response = Serializer().loads(request, base64.b64decode(entry["header"]), *files)
    return not {"date", "etag"}.isdisjoint(name.lower() for name in response.headers)


json.dump([fate(entry) for entry in json.load(sys.stdin)], sys.stdout)
