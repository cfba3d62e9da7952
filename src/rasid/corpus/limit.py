"""A limit on the time that one article may take.

Two clocks. An alarm of the operating system interrupts Python code; where that cannot be (Windows, other threads) or
does not help, since compiled code does not listen, a worker process ends itself a little later, and the pool of workers
goes on without the article.
"""

import faulthandler
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from rasid.errors import InputError

ResultT = TypeVar("ResultT")

LONGEST = 86_400.0
"""Seconds of the longest limit: a day."""
_GRACE = 5.0
"""Seconds after the limit at which a worker process ends itself."""
_AGAIN = 1.0
"""Seconds between two alarms: what calls back into Python may lose one."""


class TookTooLong(BaseException):
    """The limit was reached; no ``Exception``, so that nothing on the way takes it for a fault of the article."""


def check_limit(seconds: float | None) -> None:
    """Look whether a limit can be used.

    Raises:
        InputError: It is not above 0 and at most a day.
    """
    if seconds is not None and not 0 < seconds <= LONGEST:
        raise InputError(f"the time limit is {seconds:g} seconds; expected more than 0 and at most {LONGEST:,.0f}")


def exceeded(seconds: float | None) -> str:
    """Say what was wrong with an article that took longer."""
    return f"took longer than the time limit of {seconds:g} s"


def within(seconds: float | None, work: Callable[[], ResultT], *, worker: bool = False) -> ResultT:
    """Do some work, but not for longer than the limit.

    Args:
        seconds: The limit; None for none.
        work: What to do.
        worker: This is a process of a pool, which may be ended.

    Returns:
        What the work returns.

    Raises:
        TookTooLong: It took longer.
    """
    if seconds is None:
        return work()
    if worker:
        return _or_end(seconds + _GRACE, lambda: _or_stop(seconds, work))
    return _or_stop(seconds, work)


def _or_stop(seconds: float, work: Callable[[], ResultT]) -> ResultT:
    """Work under an alarm, where there is one."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return work()
    armed = True

    def stop(number: int, frame: FrameType | None) -> None:
        if armed:
            raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        try:
            return work()
        finally:
            armed = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _or_end(seconds: float, work: Callable[[], ResultT]) -> ResultT:
    """Work under a watch that needs neither Python nor its lock, and ends the process."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            return work()
        finally:
            faulthandler.cancel_dump_traceback_later()
