"""Worker processes: work is given out and given back in order, with bounded read-ahead, and outlives a dead worker.

Each worker has a connection of its own. With the queue that the workers of ``concurrent.futures`` share, one that is
killed while it hands over a result leaves half a message behind, and whoever reads it waits for ever.
"""

import contextlib
import gc
import multiprocessing
import os
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from rasid.errors import ResourceError

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

_RARELY = 20_000
"""New objects between two collections of a worker."""
_AHEAD = 4
"""Chunks handed out per worker and not yet given back: bounds memory, keeps workers busy."""
_STARTS = 3
"""So many workers in a row may die before they are ready."""
_SECONDS = 5
"""How long a worker that was told to end may take to do so."""


@dataclass
class _Chunk(Generic[ItemT]):
    """Items sent at a time.

    Attributes:
        number: Its place in the order.
        items: What to work on.
        results: Those of the first items, where they are done one by one.
        alone: A worker died over it: its items are done again one by one.
    """

    number: int
    items: list[ItemT]
    results: list[Any] = field(default_factory=list)
    alone: bool = False

    @property
    def next(self) -> list[ItemT]:
        """What to send: all, or the next item by itself."""
        return self.items[len(self.results) :][: 1 if self.alone else None]


class Workers(Generic[ItemT, ResultT]):
    """Applies a function to items in worker processes.

    What a worker that dies (out of memory, killed) was at is done again one item at a time, so that the item that kills
    its worker is the only one that is given up.
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
        self._begin = (initializer, initargs)

    def map(self, items: Iterable[ItemT]) -> Iterator[ResultT]:
        """Yield the results in the order of the items, which are read as they are needed.

        Raises:
            ResourceError: Workers die before they are ready.
            Exception: What the function or the initializer raised.
        """
        source = iter(items)
        parts = iter(lambda: list(islice(source, self._chunk)), [])
        chunks = (_Chunk(number, part) for number, part in enumerate(parts))
        crew = _Crew(self._workers, self._function, self._begin, self._given_up)
        done: dict[int, list[ResultT]] = {}
        upcoming = 0
        try:
            while True:
                for chunk in islice(chunks, self._workers * _AHEAD - crew.waiting - len(done)):
                    crew.take(chunk)
                if not crew.waiting and not done:
                    return
                while upcoming not in done:
                    for chunk in crew.finished():
                        done[chunk.number] = chunk.results
                yield from done.pop(upcoming)
                upcoming += 1
        finally:
            crew.dismiss()


class _Worker:
    """A process, the connection to it, and what it has in hand, in order."""

    def __init__(self, function: Callable[[Any], Any], begin: tuple[Any, ...]) -> None:
        self.connection, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=_serve, args=(theirs, function, *begin), daemon=True)
        self.process.start()
        theirs.close()  # else the end of the process would not be the end of the connection
        self.ready = False
        self.hand: deque[_Chunk[Any]] = deque()

    def end(self) -> None:
        """Wait for the end of the process, which was told or is found dead."""
        self.process.join(_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


class _Crew:
    """The workers, what waits for them and what they have in hand."""

    def __init__(
        self, size: int, function: Callable[[Any], Any], begin: tuple[Any, ...], given_up: Callable[[Any], Any]
    ) -> None:
        self._make = (function, begin)
        self._given_up = given_up
        self._size = size
        self._workers: list[_Worker] = []
        self._queue: deque[_Chunk[Any]] = deque()
        self._unready = 0

    @property
    def waiting(self) -> int:
        """Chunks taken and not yet finished."""
        return len(self._queue) + sum(len(worker.hand) for worker in self._workers)

    def take(self, chunk: _Chunk[Any]) -> None:
        self._queue.append(chunk)

    def finished(self) -> Iterator[_Chunk[Any]]:
        """Give out what waits, wait for the workers, and yield the chunks that are done."""
        while len(self._workers) < min(self._size, self.waiting):
            self._workers.append(_Worker(*self._make))
        self._give_out()
        by_connection = {worker.connection: worker for worker in self._workers}
        for connection in wait(list(by_connection)):
            worker = by_connection[connection]  # type: ignore[index]
            try:
                kind, value = worker.connection.recv()
            except (EOFError, OSError):
                yield from self._buried(worker)
                continue
            if kind == "error":
                raise value
            worker.ready = True
            self._unready = 0
            if kind == "results":
                yield from self._returned(worker.hand.popleft(), value)

    def dismiss(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _give_out(self) -> None:
        """Hand chunks to those who have least in hand; what a worker died over gets one for itself."""
        while self._queue:
            open_ = [worker for worker in self._workers if not (worker.hand and worker.hand[0].alone)]
            worker = min(open_, key=lambda w: len(w.hand), default=None)
            if worker is None or len(worker.hand) >= _AHEAD or (worker.hand and self._queue[0].alone):
                return
            worker.hand.append(self._queue.popleft())
            # A dead worker is found when its connection is read.
            with contextlib.suppress(OSError):
                worker.connection.send(worker.hand[-1].next)

    def _returned(self, chunk: _Chunk[Any], results: list[Any]) -> Iterator[_Chunk[Any]]:
        chunk.results.extend(results)
        if chunk.next:
            self._queue.appendleft(chunk)
        else:
            yield chunk

    def _buried(self, worker: _Worker) -> Iterator[_Chunk[Any]]:
        """Take back what a dead worker had in hand; what it was at is done again item by item."""
        self._workers.remove(worker)
        worker.end()
        if not worker.ready:
            self._unready += 1
            if self._unready >= _STARTS:
                raise ResourceError(
                    f"{self._unready} worker processes in a row died while they started (exit code "
                    f"{worker.process.exitcode}): is there memory for so many?"
                )
        self._queue.extendleft(reversed(worker.hand))
        if not worker.hand or not worker.ready:
            return
        chunk = self._queue[0]
        if chunk.alone:
            yield from self._returned(self._queue.popleft(), [self._given_up(chunk.next[0])])
        chunk.alone = True


def settle_memory() -> None:
    """Call in a worker once its data is loaded: what stays is not looked through for garbage again and again.

    Reports hold no cycles, so that rare collections cost no memory; extraction is about a tenth faster.
    """
    gc.freeze()
    gc.set_threshold(_RARELY, 50, 100)


# -- in the worker ---------------------------------------------------------------------------------------------------


def _serve(
    connection: "Connection[Any, Any]",
    function: Callable[[Any], Any],
    initializer: Callable[..., object] | None,
    initargs: tuple[Any, ...],
) -> None:
    """Work until the connection ends. Chunks are read, and results sent, while the work goes on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    chunks: queue.SimpleQueue[list[Any]] = queue.SimpleQueue()
    results: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(connection, chunks), daemon=True).start()
    try:
        if initializer is not None:
            initializer(*initargs)
        connection.send(("ready", None))  # at once: the first item may end this process
        work = True
    except Exception as error:
        results.put(("error", error))
        work = False
    threading.Thread(target=_send, args=(connection, results), daemon=True).start()
    while work:
        try:
            results.put(("results", [function(item) for item in chunks.get()]))
        except Exception as error:
            results.put(("error", error))
            work = False
    threading.Event().wait()  # for the parent, which raises the error and ends this process


def _read(connection: "Connection[Any, Any]", chunks: "queue.SimpleQueue[list[Any]]") -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            chunks.put(connection.recv())
    os._exit(1)


def _send(connection: "Connection[Any, Any]", results: "queue.SimpleQueue[tuple[str, Any]]") -> None:
    while True:
        message = results.get()
        try:
            connection.send(message)
        except OSError:
            os._exit(1)
        except Exception as error:  # what cannot be pickled
            connection.send(("error", error))


def _end_with_parent() -> None:
    """End this process once the one that started it is gone: killed, it cannot tell its workers."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
