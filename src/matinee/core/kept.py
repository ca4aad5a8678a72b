"""Kept: a function of large immutable values in; the same function, its last results kept for the same values, out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MANY = 8


def kept(make: Callable[P, T], size: int = MANY) -> Callable[P, T]:
    """What is the same for every request until something is published is made once: results are found again by the
    identity of the arguments (positional only), which are held as long as their result is.

    Two threads that ask at once may both make it; both results are equal.
    """
    known: deque[tuple[tuple[Any, ...], T]] = deque(maxlen=size)

    @wraps(make)
    def find(*keys: P.args, **named: P.kwargs) -> T:
        for old, value in tuple(known):
            if len(old) == len(keys) and all(map(_same, old, keys)):
                return value
        value = make(*keys, **named)
        known.appendleft((keys, value))
        return value

    return find


def _same(one: object, other: object) -> bool:
    return one is other
