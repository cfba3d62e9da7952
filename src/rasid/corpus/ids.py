"""Ids that were seen: exact, and in little memory."""

import hashlib
from array import array
from bisect import bisect_left

_SHELVES = 4096


class Seen:
    """Remembers ids, in some ten bytes each: their 64-bit digests, sorted on shelves by their last twelve bits.

    Attributes:
        repeated: How many were there before.
    """

    def __init__(self) -> None:
        """Remember none."""
        self.repeated = 0
        self._shelves = [array("Q") for _ in range(_SHELVES)]

    def add(self, identifier: str) -> None:
        """Remember an id."""
        digest = hashlib.blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = int.from_bytes(digest, "big")
        shelf = self._shelves[number % _SHELVES]
        at = bisect_left(shelf, number)
        if at < len(shelf) and shelf[at] == number:
            self.repeated += 1
        else:
            shelf.insert(at, number)
