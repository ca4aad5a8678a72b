"""The product page over HTTP: what goes with an item, what is due again, and the page that holds both."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import get
from litestar.params import FromPath, QueryParameter

from matinee.api.opened import OpenHome
from matinee.app import members
from matinee.app import product as shop

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
Text = Annotated[str, QueryParameter(max_length=1_024)]


@get(
    "/v1/items/{item:str}/page",
    summary="A product's page",
    tags=["finding"],
    sync_to_thread=True,
    operation_id="product_page",
)
def product_page(item: FromPath[str], home: OpenHome, member: Text = "", limit: Limit = 12) -> dict[str, Any]:
    """Price, stock and variants; what is like it, what goes with it, what stands for it, and what is due again."""
    return shop.product(home, item, member and members.member_id(member), limit)


@get(
    "/v1/items/{item:str}/goes-with",
    summary="What is bought with this",
    tags=["finding"],
    sync_to_thread=True,
    operation_id="goes_with",
)
def goes_with(item: FromPath[str], home: OpenHome, member: Text = "", limit: Limit = 12) -> dict[str, Any]:
    """Complements, kept apart from substitutes, which stand beside them."""
    who = member and members.member_id(member)
    found = {"items": shop.goes_with(home, item, who, limit), "instead": shop.instead(home, item, who, limit)}
    return {"item": item, **found}


@get(
    "/v1/members/{member:str}/buy-again",
    summary="What a member is due to buy again",
    tags=["members"],
    sync_to_thread=True,
    operation_id="buy_again",
)
def buy_again(member: FromPath[str], home: OpenHome, limit: Limit = 12) -> dict[str, Any]:
    """Bought before, by the chance of a purchase within the week, with the day each is due by."""
    who = members.member_id(member)
    return {"member": who, "items": shop.buy_again(home, who, limit)}
