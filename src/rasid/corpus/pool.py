"""Worker processes: work is given out and given back in order, with bounded read-ahead, and outlives a dead worker."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Generic, TypeVar

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

_RARELY = 20_000
"""New objects between two collections of a worker."""
_AHEAD = 4
"""Chunks handed out per worker and not yet given back: bounds memory, keeps workers busy."""


class Workers(Generic[ItemT, ResultT]):
    """Applies a function to items in worker processes.

    A worker that dies (out of memory, killed) takes the others of its pool with it; what they had in hand is done again
    in a new pool, one item at a time, so that the item that kills its worker is the only one that is given up.
    """

    def __init__(
        self,
        function: Callable[[ItemT], ResultT],
        given_up: Callable[[ItemT], ResultT],
        workers: int,
        *,
        chunk: int = 8,
        initializer: Callable[..., object] | None = None,
        initargs: tuple[Any, ...] = (),
    ) -> None:
        """Set up; no process is started yet.

        Args:
            function: What to do; a function of a module, so that a process can import it.
            given_up: The result for an item that kills its worker.
            workers: Processes.
            chunk: Items sent at a time.
            initializer: Called first in each process.
            initargs: Its arguments.
        """
        self._function = function
        self._given_up = given_up
        self._workers = workers
        self._chunk = chunk
        self._initializer = initializer
        self._initargs = initargs

    def map(self, items: Iterable[ItemT]) -> Iterator[ResultT]:
        """Yield the results in the order of the items, which are read as they are needed."""
        source = iter(items)
        chunks = iter(lambda: list(islice(source, self._chunk)), [])
        waiting: deque[tuple[list[ItemT], Future[list[ResultT]]]] = deque()
        pool = self._pool()
        try:
            while True:
                room = self._workers * _AHEAD - len(waiting)
                try:
                    for chunk in islice(chunks, room):
                        waiting.append((chunk, self._handed(pool, chunk)))
                    if not waiting:
                        return
                    done = waiting[0][1].result()
                except BrokenProcessPool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    pool, done = self._pool(), self._singly(waiting[0][0])
                    for at in range(1, len(waiting)):
                        chunk, future = waiting[at]
                        if not future.done() or future.cancelled() or future.exception() is not None:
                            waiting[at] = (chunk, self._handed(pool, chunk))
                waiting.popleft()
                yield from done
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _handed(self, pool: ProcessPoolExecutor, chunk: list[ItemT]) -> Future[list[ResultT]]:
        """Give a chunk to a pool; to one that is found dead, as one whose result will not come."""
        try:
            return pool.submit(_each, self._function, chunk)
        except BrokenProcessPool:
            return _lost()

    def _pool(self, workers: int | None = None) -> ProcessPoolExecutor:
        initargs = (self._initializer, self._initargs)
        return ProcessPoolExecutor(workers or self._workers, initializer=_begin, initargs=initargs)

    def _singly(self, items: list[ItemT]) -> list[ResultT]:
        """Do a chunk again item by item; only what kills its worker is given up."""
        results: list[ResultT] = []
        pool = self._pool(1)
        for item in items:
            try:
                results.extend(pool.submit(_each, self._function, [item]).result())
            except BrokenProcessPool:
                results.append(self._given_up(item))
                pool.shutdown(wait=False)
                pool = self._pool(1)
        pool.shutdown(wait=False)
        return results


def settle_memory() -> None:
    """Call in a worker once its data is loaded: what stays is not looked through for garbage again and again.

    Reports hold no cycles, so that rare collections cost no memory; extraction is about a tenth faster.
    """
    gc.freeze()
    gc.set_threshold(_RARELY, 50, 100)


# Why this process cannot work, if it cannot.
_unfit: list[Exception] = []


def _begin(initializer: Callable[..., object] | None, initargs: tuple[Any, ...]) -> None:
    """Make a process ready; a fault is kept for the first item, since a pool would hide what it was."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        if initializer is not None:
            initializer(*initargs)
    except Exception as error:
        _unfit[:] = [error]


def _end_with_parent() -> None:
    """End this process once the one that started it is gone: killed, it cannot tell its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _each(function: Callable[[ItemT], ResultT], items: list[ItemT]) -> list[ResultT]:
    if _unfit:
        raise _unfit[0]
    return [function(item) for item in items]


def _lost() -> Future[Any]:
    """A future that will not come: it stands for a chunk that a dead pool did not take."""
    future: Future[Any] = Future()
    future.set_exception(BrokenProcessPool())
    return future
