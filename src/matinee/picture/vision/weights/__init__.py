"""Names of bundled networks in, opened networks out; a file that is not the one of the notice is refused."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from matinee.core.errors import MissingExtra, StoreError

HOME = files(__package__)


@lru_cache(maxsize=16)
def read(name: str) -> bytes:
    """A bundled file's bytes, checked against its sha256.

    Raises:
        StoreError: the file is missing or is not the one that was published.
    """
    path = HOME / name
    expected = json.loads((HOME / "sha256.json").read_text("utf-8")).get(name)
    if expected is None or not path.is_file():
        raise StoreError(f"the bundled network {name} is missing", "install matinee again")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != expected:
        raise StoreError(f"the bundled network {name} is damaged", "install matinee again")
    return data


def digest(name: str) -> str:
    """The first 12 digits of the file's sha256, for a `space_id`."""
    return hashlib.sha256(read(name)).hexdigest()[:12]


def labels(name: str) -> list[str]:
    """The lines of a label file."""
    return (HOME / name).read_text("utf-8").splitlines()


@lru_cache(maxsize=8)
def session(name: str, threads: int = 1) -> Any:
    """An onnxruntime session without spinning threads.

    Raises:
        MissingExtra: onnxruntime is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtra.named("vision") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(read(name), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def ssd() -> Any:
    """The object detector in OpenCV's dnn."""
    cv2 = opencv()
    graph = gzip.decompress(read("ssd-mobilenet-v3.pbtxt.gz"))
    return cv2.dnn.readNetFromTensorflow(bytearray(read("ssd-mobilenet-v3.pb")), bytearray(graph))


@lru_cache(maxsize=1)
def opencv() -> Any:
    """The module cv2, quiet.

    Raises:
        MissingExtra: OpenCV is not installed.
    """
    try:
        import cv2
    except ImportError as error:
        raise MissingExtra.named("vision") from error
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    return cv2
