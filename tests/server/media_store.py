"""The store a test of media runs on: whinchatd's own, or the S3 that tests/util/s3.sh started.
SPDX-License-Identifier: GPL-3.0-or-later"""
import contextlib
import datetime
import hashlib
import hmac
import os
import re
import shutil
import subprocess
import urllib.parse
from pathlib import Path

DAY = "%Y%m%d"
STAMP = "%Y%m%dT%H%M%SZ"


class Directory:
    """Files in the data directory, behind the server's own HTTP."""

    args = ()
    secret = "development only, not secret"  # of `serve --dev`

    def objects(self, server):
        """The sizes of all objects by key."""
        media = Path(server.data, "media")
        sizes = {}
        for path in (path for path in media.rglob("*") if path.is_file()):
            # What came in parts is a folder of them.
            key = path.parent.name if path.name.isdigit() else path.name
            with contextlib.suppress(FileNotFoundError):  # collected between two looks
                sizes[key] = sizes.get(key, 0) + path.stat().st_size
        return sizes

    def uploads(self, server):
        """How many uploads in parts there are."""
        return len(list(Path(server.data, "media", "uploads").iterdir()))

    def forget_uploads(self, server):
        for path in Path(server.data, "media", "uploads").iterdir():
            shutil.rmtree(path)


class S3:
    """An S3, which is also asked by a client that is not ours: curl."""

    def __init__(self):
        self.endpoint = os.environ["S3_ENDPOINT"]
        self.bucket = os.environ["S3_BUCKET"]
        self.region = os.environ["AWS_DEFAULT_REGION"]
        self.key = os.environ["AWS_ACCESS_KEY_ID"]
        self.secret = os.environ["AWS_SECRET_ACCESS_KEY"]
        self.args = self.args_with()

    def args_with(self, **changes):
        settings = {"endpoint": self.endpoint, "bucket": self.bucket, "region": self.region,
                    "key": self.key, "secret": self.secret, **changes}
        return [f"--s3-{name.replace('_', '-')}={value}" for name, value in settings.items()]

    def ask(self, query="", *options):
        return subprocess.run(
            ["curl", "--silent", "--fail", "--show-error", "--max-time", "20", *options,
             "--aws-sigv4", f"aws:amz:{self.region}:s3",
             self.endpoint.replace("//", f"//{quote(self.key)}:{self.secret}@") +
             f"/{self.bucket}{query}"], check=True, capture_output=True, text=True).stdout

    def uploads(self, server):
        return self.ask("?uploads=").count("<UploadId>")

    def forget_uploads(self, server):
        for key, upload in re.findall(r"<Key>(.*?)</Key>.*?<UploadId>(.*?)</UploadId>",
                                      self.ask("?uploads="), re.S):
            self.ask(f"/{key}?uploadId={quote(upload)}", "-X", "DELETE")

    def objects(self, server):
        listing = self.ask()
        assert "<IsTruncated>false" in listing
        return {key: int(size) for key, size in
                re.findall(r"<Key>(.*?)</Key>.*?<Size>(\d+)</Size>", listing, re.S)}


STORE = S3() if "S3_ENDPOINT" in os.environ else Directory()


def quote(text):
    return urllib.parse.quote(text, safe="-._~")


def sign(method, url, headers, secret, seconds=0):
    """The presigned url once more, as if made that many seconds later: AWS Signature Version 4 as
    its documentation tells it, and nothing of whinchatd's."""
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True))
    del query["X-Amz-Signature"]
    made = datetime.datetime.strptime(query["X-Amz-Date"], STAMP)
    made += datetime.timedelta(seconds=seconds)
    scope = "/".join([made.strftime(DAY), *query["X-Amz-Credential"].split("/")[2:]])
    query["X-Amz-Date"] = made.strftime(STAMP)
    query["X-Amz-Credential"] = query["X-Amz-Credential"].split("/")[0] + "/" + scope
    canonical = "&".join(f"{name}={value}" for name, value in
                         sorted((quote(name), quote(value)) for name, value in query.items()))
    names = query["X-Amz-SignedHeaders"]
    values = {"host": parts.netloc, **{name.lower(): value for name, value in headers}}
    lines = [f"{name}:{values[name]}\n" for name in names.split(";")]
    request = "\n".join([method, parts.path, canonical, "".join(lines), names, "UNSIGNED-PAYLOAD"])
    text = "\n".join(["AWS4-HMAC-SHA256", query["X-Amz-Date"], scope,
                      hashlib.sha256(request.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for word in (*scope.split("/"), text):
        key = hmac.digest(key, word.encode(), "sha256")
    return parts._replace(query=f"{canonical}&X-Amz-Signature={key.hex()}").geturl()
