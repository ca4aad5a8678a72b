"""Keys and tokens: only the one that was handed out opens, for its scopes and its time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.core.errors import InvalidInput, UnknownName
from matinee.operations import keys
from matinee.operations.keys import Ring, find, make_key, member_of, sign_token

SIGNING = "ab" * 32


def test_a_key_is_found_by_its_text_alone_and_its_text_is_kept_nowhere():
    text, key = make_key("shop", ["read"], now=5)
    _, other = make_key("other", ["admin"], now=5)
    ring = keys.add(keys.add(Ring(), key), other)
    assert find(ring, text, now=6) == key
    assert find(ring, text[:-1], now=6) is None and find(ring, "", now=6) is None
    assert text not in repr(ring) and text.rpartition("_")[2] not in repr(ring)


def test_a_key_that_has_ended_opens_nothing_and_ending_it_later_does_not_bring_it_back():
    text, key = make_key("shop", ["read"], now=5)
    ring = keys.end(keys.add(Ring(), key), key.id, at=10)
    assert find(ring, text, now=9) is not None
    assert find(keys.end(ring, key.id, at=99), text, now=10) is None


def test_scopes_open_what_they_say_and_admin_everything():
    _, reader = make_key("a", ["read"], now=0)
    _, boss = make_key("b", ["admin"], now=0)
    assert [reader.allows(scope) for scope in keys.SCOPES] == [False, True, False]
    assert all(boss.allows(scope) for scope in keys.SCOPES)


def test_unknown_scopes_and_ids_are_named():
    with pytest.raises(InvalidInput, match="'write'"):
        make_key("a", ["write"], now=0)
    with pytest.raises(InvalidInput, match="ingest, read, admin"):
        make_key("a", [], now=0)
    with pytest.raises(UnknownName, match="'nope'"):
        keys.end(Ring(), "nope", at=1)


@given(member=st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable()), until=st.integers(1, 2**60))
def test_a_token_stands_for_its_member_until_its_time_and_not_after(member, until):
    token = sign_token(SIGNING, member, until)
    assert member_of(SIGNING, token, until - 1) == member
    assert member_of(SIGNING, token, until) == ""
    assert member_of("cd" * 32, token, until - 1) == "" and member_of("", token, until - 1) == ""


@given(text=st.text(max_size=80), place=st.integers(0, 200), sign=st.characters(codec="ascii"))
def test_whatever_is_no_token_of_ours_stands_for_nobody(text, place, sign):
    assert member_of(SIGNING, text, 0) == ""
    token = sign_token(SIGNING, "anna", 2**50)
    place %= len(token)
    changed = token[:place] + sign + token[place + 1 :]
    if changed.removeprefix("mt_") != token.removeprefix("mt_"):
        assert member_of(SIGNING, changed, 0) == ""
