"""B-cubed: how well found clusters agree with the true ones (Bagga and Baldwin 1998)."""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import NamedTuple, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Score(NamedTuple):
    """Means over the items, between 0 and 1."""

    precision: float
    recall: float
    f1: float


def bcubed(truth: Mapping[Item, Hashable], found: Mapping[Item, Hashable]) -> Score:
    """Compare two labellings of the same items.

    Precision of an item is the share of its found cluster that has its true label; recall is the share of its true
    cluster that has its found label.

    Raises:
        ValueError: The items differ, or there are none.
    """
    if truth.keys() != found.keys() or not truth:
        odd = sorted(map(repr, truth.keys() ^ found.keys()))[:3]
        raise ValueError(f"the labellings are not of the same items: {', '.join(odd) or 'there are none'}")
    sizes, clusters = Counter(truth.values()), Counter(found.values())
    both = Counter((truth[item], found[item]) for item in truth)
    precision = sum(count * count / clusters[label] for (_, label), count in both.items()) / len(truth)
    recall = sum(count * count / sizes[label] for (label, _), count in both.items()) / len(truth)
    return Score(precision, recall, 2 * precision * recall / (precision + recall))
