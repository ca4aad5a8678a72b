"""One HTTP request in, its answer out; sent again where the server is too busy or the line was cut."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Final, NamedTuple

import msgspec

from matinee.client.values import ServerError

_AGAIN: Final = (429, 502, 503, 507)
_FIRST_WAIT_SECONDS: Final = 0.2


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes


class Wire:
    """Requests to one server.

    Args:
        address: without a slash at its end.
        key: sent as a bearer; "" for none.
        timeout_seconds: of one attempt.
        retries: further attempts, each after twice the wait of the one before.
    """

    def __init__(self, address: str, key: str, timeout_seconds: float, retries: int) -> None:
        self._address = address
        self._headers = {"authorization": f"Bearer {key}"} if key else {}
        self._timeout = timeout_seconds
        self._retries = retries

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        content_type: str = "application/json",
        bad: tuple[int, ...] = (),
    ) -> Answer:
        """The answer to a request.

        Args:
            bad: statuses that are an answer too, not an error.

        Raises:
            ServerError: the server refused, or could not be reached after all attempts.
        """
        wait = _FIRST_WAIT_SECONDS
        for left in range(self._retries, -1, -1):
            try:
                answer = self._once(method, path, body, content_type)
            except (OSError, HTTPException) as error:
                if left == 0:
                    raise ServerError(
                        0, "unreachable", f"{self._address} cannot be reached: {error}", "is it served?"
                    ) from error
            else:
                if answer.status < 400 or answer.status in bad:
                    return answer
                if left == 0 or answer.status not in _AGAIN:
                    raise _refused(answer)
            time.sleep(wait)
            wait *= 2
        raise AssertionError("not reached")

    def _once(self, method: str, path: str, body: bytes | None, content_type: str) -> Answer:
        headers = {**self._headers, **({"content-type": content_type} if body is not None else {})}
        request = urllib.request.Request(self._address + path, data=body, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                return Answer(answer.status, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read())


def _refused(answer: Answer) -> ServerError:
    """The server's own words, in its one shape of errors."""
    try:
        said = msgspec.json.decode(answer.body, type=dict[str, str])
    except msgspec.MsgspecError:
        said = {}
    return ServerError(
        answer.status,
        said.get("code", "server"),
        said.get("message", f"status {answer.status}"),
        said.get("way_out", ""),
    )
