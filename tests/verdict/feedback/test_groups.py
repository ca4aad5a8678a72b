"""Groups and maps: what is alike lies together, and groups bear the words that set them apart."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from matinee.verdict.feedback.groups import k_means, named, tastes
from matinee.verdict.feedback.layout import lay_out, nearest, reduced


def three_kinds(n=60, seed=0):
    """Things of three kinds, each with ten words of its own kind's thirty."""
    rng = np.random.default_rng(seed)
    kind = np.repeat([0, 1, 2], n // 3)
    words = np.zeros((n, 90))
    for row, k in enumerate(kind):
        words[row, 30 * k + rng.permutation(30)[:10]] = 1
    return kind, csr_matrix(words)


def test_groups_are_the_kinds_numbered_from_the_largest():
    kind, words = three_kinds()
    vectors = reduced(words, 3)
    group = k_means(vectors, 3, seed=1)
    assert len({(int(k), int(g)) for k, g in zip(kind, group, strict=True)}) == 3
    heavy = np.where(kind == 2, 5.0, 1.0)
    assert (k_means(vectors, 3, seed=1, weight=heavy)[kind == 2] == 0).all()


def test_on_the_map_the_nearest_is_of_the_same_kind_and_the_map_is_always_the_same():
    kind, words = three_kinds()
    vectors = reduced(words, 3)
    place = lay_out(vectors)
    assert place.min() >= 0 and place.max() <= 1
    apart = np.linalg.norm(place[:, None] - place[None], axis=2) + np.eye(60)
    assert (kind[np.argmin(apart, axis=1)] == kind).mean() > 0.9
    assert np.array_equal(place, lay_out(vectors))


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_few_things_have_places_too(n):
    vectors = np.eye(4)[:n]
    assert lay_out(vectors).shape == (n, 2)
    assert len(k_means(vectors, 5)) == n


def test_neighbours_are_those_of_the_largest_cosine():
    vectors = np.array([[1.0, 0.0], [0.9, np.sqrt(0.19)], [0.0, 1.0], [0.1, np.sqrt(0.99)]])
    assert nearest(vectors, 1).reshape(-1).tolist() == [1, 0, 3, 2]


def test_a_group_bears_the_names_that_set_it_apart():
    group = np.array([0, 0, 0, 1, 1])
    carried = csr_matrix(np.array([[1, 1, 0], [1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1]]))
    assert named(group, carried, ("film", "horror", "war")) == ["horror", "war"]


def test_a_members_taste_is_what_they_took_up_weighed_by_its_worth():
    members, taste = tastes(np.array([7, 7, 3]), np.array([0, 1, 1]), np.array([3.0, 4.0, 1.0]), np.eye(2))
    assert members.tolist() == [3, 7]
    assert taste == pytest.approx(np.array([[0.0, 1.0], [0.6, 0.8]]))
