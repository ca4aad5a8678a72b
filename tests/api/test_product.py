"""A product's page over HTTP: what goes with it, what is due, and clear answers for what is not there."""

import pytest
from litestar.testing import TestClient

from matinee.api.app import create_app
from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from tests.app.test_shop import catalogue, purchases


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "home"
    init_home(path, "Corner shop")
    home = open_home(path)
    home.put_items(catalogue())
    home.append(purchases())
    home.close()
    home = open_home(path)
    learn_and_publish(home, lambda _: None, judged=False)
    with TestClient(create_app(home)) as found:
        yield found
    home.close()


def test_the_page_of_a_product_holds_price_variants_and_shelves(client):
    page = client.get("/v1/items/bread-1/page", params={"member": "c1"}).json()
    assert page["price"] == 3.0 and page["currency"] == "EUR"
    assert {"similar", "goes_with", "instead", "buy_again", "variants"} <= set(page)
    assert page["goes_with"]


def test_complements_and_substitutes_stand_apart(client):
    found = client.get("/v1/items/bread-1/goes-with").json()
    with_it, instead = ({slot["item"] for slot in found[name]} for name in ("items", "instead"))
    assert with_it and instead and not with_it & instead


def test_what_a_member_is_due_to_buy_comes_with_its_day_and_chance(client):
    found = [client.get(f"/v1/members/c{n}/buy-again").json()["items"] for n in range(20)]
    slots = [slot for items in found for slot in items]
    assert slots and all(0 < slot["chance"] < 1 and slot["last_bought"] for slot in slots)
    assert client.get("/v1/members/nobody-yet/buy-again").json()["items"] == []


def test_an_unknown_product_is_named(client):
    for path in ("page", "goes-with"):
        answer = client.get(f"/v1/items/nothing/{path}")
        assert answer.status_code == 404 and "nothing" in answer.text
