"""Another tool's word for something a member did in; our kind of event and its value out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from matinee.core.errors import InvalidInput

_WORDS: Final = {
    "play": "play plays watch watched watching listen listened stream streamed videoplay",
    "open": "open opened click clicked view viewed read detail detailview detailpageview productview pageview visit "
    "interaction",
    "impression": "impression impressions shown exposure exposed seen",
    "thumb 1": "like liked love loved favorite favorited favourite star starred upvote thumbup thumbsup heart",
    "thumb -1": "dislike disliked downvote thumbdown thumbsdown",
    "dismiss": "dismiss dismissed hide hidden notinterested block",
    "purchase": "purchase purchased buy bought order ordered transaction purchasecomplete",
    "cart_add": "cart cartadd addtocart addcart addedtocart basket",
    "list_add": "bookmark bookmarked save saved wishlist addtowishlist addtolist watchlist mylist",
    "list_remove": "unsave removefromwishlist removefromlist",
    "return": "return returned refund refunded",
    "rate": "rate rated rating review reviewed",
}
WORDS: Final[Mapping[str, str]] = {word: said for said, words in _WORDS.items() for word in words.split()}
"""Word in small letters without signs -> "kind" or "kind value"."""


def plain(word: str) -> str:
    """A word without capitals and signs.

    Example:
        >>> plain("Add-to-Cart") == plain("add_to_cart") == "addtocart"
        True
    """
    return re.sub(r"[\W_]", "", word.lower())


def kind_of(word: str, names: Mapping[str, str], value: float | None = None) -> tuple[str, float | None]:
    """(kind, value) of another tool's word; ("", None) where the house wants it passed over.

    Args:
        word: as the tool sends it.
        names: the house's own words, `[events.names]` of matinee.toml; they win.
        value: as the tool sends it; kept where a rating is meant.

    Raises:
        InvalidInput: nobody knows this word.

    Example:
        >>> kind_of("Like", {}), kind_of("boo", {"boo": "thumb -1"}), kind_of("ping", {"ping": ""})
        (('thumb', 1.0), ('thumb', -1.0), ('', None))
    """
    said = _own(word, names)
    said = WORDS.get(plain(word)) if said is None else said
    if said is None:
        raise InvalidInput(
            f"no kind of event is known for '{word[:64]}'",
            f'say it in matinee.toml: [events.names] "{word[:64]}" = ...',
        )
    kind, fixed = _parted(said)
    return kind, value if fixed is None and kind == "rate" else fixed


def own_kind(word: str, names: Mapping[str, str]) -> tuple[str, float | None]:
    """(kind, value) that the house itself gives a word; ("", None) where it says nothing of it.

    Example:
        >>> own_kind("Article Read", {"article_read": "open"}), own_kind("Article Read", {})
        (('open', None), ('', None))
    """
    return _parted(_own(word, names) or "")


def _own(word: str, names: Mapping[str, str]) -> str | None:
    return {plain(name): said for name, said in names.items()}.get(plain(word))


def _parted(said: str) -> tuple[str, float | None]:
    kind, _, fixed = said.partition(" ")
    return kind, float(fixed) if fixed else None
