"""Whatever a file holds, an import takes what is good in it or says in one line what is wrong; it never falls over."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.app.home import open_home
from matinee.app.importing import IMPORTERS, run_import
from matinee.core.errors import MatineeError

EXAMPLES = int(os.environ.get("MATINEE_FUZZ_EXAMPLES", "25"))
HEADS = {
    "movielens": ("ratings.csv", "userId,movieId,rating,timestamp"),
    "tmdb": ("tmdb_5000_movies.csv", "id,title,genres,keywords,overview,release_date"),
    "items": ("items.csv", "item,title,year,genres,people,maturity,price"),
    "members": ("members.csv", "member,name,country,language,maturity,time_zone"),
    "events": ("events.csv", "event_id,kind,member,item,at,value,seconds"),
    "complete-journey": ("transactions.csv", "household_id,basket_id,product_id,quantity,sales_value,week"),
    "cdnow": ("CDNOW_master.txt", " 00001 19970101  1   11.77"),
    "baskets": ("baskets.csv", "member,basket,item,at,quantity,price,currency"),
    "decisions": ("decisions.jsonl", '{"decision": "d1", "member": "m", "at": 1, "rows": [["i1"]]}'),
    "artwork": ("artwork.jsonl", '{"item": "i1", "file": "a.png", "kind": "poster"}'),
    "netflix-viewing-activity": ("ViewingActivity.csv", "Profile Name,Start Time,Duration,Attributes,Title"),
    "gorse": ("feedback.csv", "feedback_type,user_id,item_id,time_stamp,value"),
    "metarank": ("metarank.csv", "event,id,timestamp,user,item,type,items"),
    "personalize": ("interactions.csv", "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP,IMPRESSION"),
    "segment": ("calls.csv", "type,event,userId,timestamp,properties,messageId"),
    "ga4": ("export.csv", "event_name,event_timestamp,user_pseudo_id,items"),
    "google-retail": ("events.csv", "eventType,visitorId,eventTime,searchQuery,productDetails"),
}
FOLDERS = ("movielens", "tmdb", "complete-journey", "artwork")
CELLS = st.one_of(
    st.text(max_size=12), st.integers(-(10**20), 10**20).map(str), st.floats().map(str),
    st.sampled_from(["", '"', "NaN", "2017-02-30", "1e999", "\x00", "\ufeff", "=1+1", "{}", "[[[[", "a|b", "'", "\r"]),
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, max_size=9), max_size=6)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    opened = open_home(tmp_path_factory.mktemp("fuzzed"))
    yield opened
    opened.close()


def try_import(home, folder, kind, raw):
    path = folder / HEADS[kind][0]
    path.write_bytes(raw)
    try:
        run_import(home, kind, folder if kind in FOLDERS else path, lambda _: None)
    except MatineeError as error:
        assert error.message and "\n" not in error.message


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(IMPORTERS))
def test_any_bytes_and_any_cells_under_a_right_head_are_taken_or_refused_in_one_line(kind, home, tmp_path):
    assert kind in HEADS, "a new importer needs its head here"
    quiet = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

    @quiet
    @given(raw=st.binary(max_size=300))
    def bytes_of_any_kind(raw):
        try_import(home, tmp_path, kind, raw)

    @quiet
    @given(table=TABLES)
    def cells_under_the_right_head(table):
        lines = [HEADS[kind][1], *(",".join(row) for row in table)]
        try_import(home, tmp_path, kind, "\n".join(lines).encode("utf-8", "surrogatepass"))

    bytes_of_any_kind()
    cells_under_the_right_head()
