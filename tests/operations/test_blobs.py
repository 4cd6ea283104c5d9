"""Both kinds of stores keep, list and forget bytes alike: a folder, and S3 as a server on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from pka_tracker.errors import NotFound
from pka_tracker.storage import blobs


@pytest.fixture
def s3() -> Iterator[dict[str, Any]]:
    """The options that lead to a server which speaks S3 and has a bucket ``pka``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    options = {"endpoint": f"http://127.0.0.1:{port}", "region": "us-east-1"}
    options |= {"access_key_id": "kunci", "secret_access_key": "rahasia"}
    client = boto3.client(
        "s3",
        endpoint_url=options["endpoint"],
        region_name=options["region"],
        aws_access_key_id="kunci",
        aws_secret_access_key="rahasia",
    )
    client.create_bucket(Bucket="pka")
    yield options | {"client_options": {"allow_http": True}}
    server.stop()


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_bytes_are_kept_listed_and_forgotten(kind: str, request: pytest.FixtureRequest, tmp_path: Path):
    options = request.getfixturevalue("s3") if kind == "s3" else {}
    app = Flask(__name__)
    app.config.update(
        FILES_URL="s3://pka/berkas" if kind == "s3" else str(tmp_path / "berkas"), FILES_OPTIONS=options
    )
    blobs.init_app(app)
    data = bytes(range(256)) * 4096
    with app.app_context():
        blobs.put("files/ab/satu", data)
        blobs.put("files/ab/satu", data + b"!")
        blobs.put("lain/dua", b"2")
        assert blobs.get("files/ab/satu") == b"".join(blobs.stream("files/ab/satu")) == data + b"!"
        found = list(blobs.walk("files"))
        assert [(blob.key, blob.size) for blob in found] == [("files/ab/satu", len(data) + 1)]
        assert found[0].changed_at.tzinfo is not None
        for _twice in range(2):
            blobs.delete("files/ab/satu")
        for read in (blobs.get, blobs.stream):
            with pytest.raises(NotFound):
                read("files/ab/satu")
        assert list(blobs.walk("files")) == []
