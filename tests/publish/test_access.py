"""The one policy of who may read what."""

import pytest

from dragoman.publish.access import Tier, may_read, readable_tiers

TIERS = ["public", "registered", "subscriber", "staff"]


@pytest.mark.parametrize("reader", TIERS)
@pytest.mark.parametrize("dispatch", TIERS)
def test_a_reader_reads_their_tier_and_all_before_it(reader, dispatch):
    assert may_read(reader, dispatch) is (TIERS.index(dispatch) <= TIERS.index(reader))


@pytest.mark.parametrize(("reader", "dispatch"), [("", "public"), ("public", ""), ("admin", "staff"), ("staff", "secret")])
def test_an_unknown_tier_opens_nothing(reader, dispatch):
    assert not may_read(reader, dispatch)


def test_lists_use_the_same_policy():
    assert readable_tiers("public") == ["public"]
    assert readable_tiers("subscriber") == ["public", "registered", "subscriber"]
    assert readable_tiers("nobody") == []
    assert [tier.value for tier in Tier] == TIERS
