"""A batch that survives being killed: results go to segments that are whole or not there, and into one file at the end.

While a job runs, ``OUT.parts`` holds ``job.json`` (what is being done) and one file for every ``SEGMENT`` articles. A
segment is written under another name, forced to disk and then renamed, so that a job cut off at any moment has lost at
most the segment it was at. The output is put together in the same way, and the folder goes last. Every article gives
one row, in the order of the input: a report, or ``{"id", "error"}``.
"""

import errno
import gzip
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from rasid.corpus import table
from rasid.corpus.ids import Seen
from rasid.corpus.inputs import Article, read_articles
from rasid.corpus.limit import check_limit, exceeded
from rasid.corpus.pool import Workers, settle_memory
from rasid.corpus.row import DEAD, Row, failed_row, row_within
from rasid.errors import InputError
from rasid.export.redact import Redaction
from rasid.pipeline import Pipeline, Preset

if sys.platform != "win32":
    import fcntl

SEGMENT = 256
"""Articles of a segment: what is done again after a kill."""
ENDINGS = (".jsonl", ".jsonl.gz", ".parquet")
_UNDER_WAY = ".tmp"
_SEGMENT_NAME = re.compile(r"(\d{8})-(\d+)-(\d+)")
_FIRST = "قصفت طائرات حربية أمس بلدة النيرب، وقال الصحفي صهيب الجابر إن مدنيين اثنين قتلا."


@dataclass(frozen=True)
class Job:
    """What a batch does.

    Attributes:
        source: File or folder of articles (``rasid.corpus.inputs``).
        output: The file to write; its ending says the form (``ENDINGS``).
        workers: Worker processes.
        preset: The pipeline's preset.
        gazetteers: Packs of places besides the bundled gazetteer.
        published: Day of publication (ISO) of articles that do not tell theirs.
        redaction: How names of private persons are replaced; None leaves them.
        time_limit: Seconds that one article may take, at most a day; one that takes longer is a failure. A run that was
            cut off may be gone on with under another limit. None for no limit.
    """

    source: Path
    output: Path
    workers: int = 1
    preset: Preset = "fast"
    gazetteers: tuple[Path, ...] = ()
    published: str | None = None
    redaction: Redaction | None = None
    time_limit: float | None = None

    @property
    def parts(self) -> Path:
        """The folder of the segments."""
        return self.output.with_name(self.output.name + ".parts")

    @property
    def ending(self) -> str:
        """The form of the output.

        Raises:
            InputError: The name of the output has none of the known endings.
        """
        for ending in ENDINGS:
            if self.output.name.lower().endswith(ending):
                return ending
        raise InputError(f"{self.output.name} ends in none of {', '.join(ENDINGS)}")


@dataclass(frozen=True)
class Outcome:
    """How a batch ended.

    Attributes:
        articles: Rows of the output.
        failed: Of these, articles that could not be read.
        resumed: Of these, done in an earlier run.
        repeated: Of these, articles with the id of an earlier one; their rows are kept.
    """

    articles: int
    failed: int
    resumed: int
    repeated: int = 0


def run(
    job: Job,
    *,
    resume: bool = False,
    done: Callable[[int], object] = lambda number: None,
    failed: Callable[[str, str], object] = lambda name, error: None,
) -> Outcome:
    """Do a batch, or the rest of one that was cut off.

    Args:
        job: What to do.
        resume: Go on with the segments that an earlier run left.
        done: Told how many more articles are done.
        failed: Told the name of an article that could not be read, and why.

    Raises:
        InputError: The job cannot be done as it is: no such input, an unknown ending, an earlier run that is in the way
            (without ``resume``), one of another job (with it), one that another process is at, or a time limit that is
            none.
        ResourceError: A bundled file is missing or damaged.
        OSError: The disk is full, or a file cannot be written; what is done by then is kept for ``resume``.
    """
    check_limit(job.time_limit)
    plan = _plan(job)
    _prepare(job, plan, resume=resume)
    with _alone(job):
        return _work(job, done, failed)


def _work(job: Job, done: Callable[[int], object], failed: Callable[[str, str], object]) -> Outcome:
    segments = _finished(job)
    resumed = sum(count for _, count, _ in segments)
    faults = sum(count for _, _, count in segments)
    if resumed:
        done(resumed)
    total = resumed
    seen = Seen()
    rows = _rows(job, islice(_watched(read_articles(job.source), seen), resumed, None))
    while segment := list(islice(rows, SEGMENT)):
        for row in segment:
            if row.error is not None:
                failed(row.name, row.error)
        bad = sum(row.error is not None for row in segment)
        path = job.parts / f"{len(segments):08d}-{len(segment)}-{bad}{job.ending}"
        _write(path, partial(_store, [row.line for row in segment], job.ending))
        segments.append((path, len(segment), bad))
        total += len(segment)
        faults += bad
        done(len(segment))
    _write(job.output, partial(_join, [path for path, _, _ in segments], job.ending))
    os.replace(job.parts, _outlived(job))
    shutil.rmtree(_outlived(job))
    return Outcome(total, faults, resumed, seen.repeated)


def _watched(articles: Iterable[Article], seen: Seen) -> Iterator[Article]:
    for article in articles:
        if named := article.fields.get("id"):
            seen.add(named)
        yield article


# -- one article -----------------------------------------------------------------------------------------------------


def _rows(job: Job, articles: Iterable[Article]) -> Iterator[Row]:
    if job.workers > 1:
        given_up = partial(_given_up, time_limit=job.time_limit)
        pool: Workers[Article, Row] = Workers(_task, given_up, job.workers, initializer=_warm, initargs=(job,))
        return pool.map(articles)
    pipeline = _pipeline(job)
    return (_row(pipeline, job, article) for article in articles)


# A worker process has one pipeline; it is made when the process starts.
_worker: list[tuple[Pipeline, Job]] = []


def _warm(job: Job) -> None:
    _worker[:] = [(_pipeline(job), job)]
    settle_memory()


def _pipeline(job: Job) -> Pipeline:
    pipeline = Pipeline(job.preset, gazetteers=job.gazetteers)
    if job.time_limit is not None:
        pipeline.extract(_FIRST)  # what is loaded on first use is not the first article's time
    return pipeline


def _task(article: Article) -> Row:
    return _row(*_worker[0], article, worker=True)


def _row(pipeline: Pipeline, job: Job, article: Article, *, worker: bool = False) -> Row:
    return row_within(job.time_limit, pipeline, job.published, article, job.redaction, worker=worker)


def _given_up(article: Article, time_limit: float | None) -> Row:
    return failed_row(article, DEAD if time_limit is None else f"{DEAD}, or it {exceeded(time_limit)}")


# -- segments --------------------------------------------------------------------------------------------------------


def _plan(job: Job) -> dict[str, Any]:
    """Return what makes two runs the same job: input, options, and the version and data that read it."""
    from rasid import resources
    from rasid.version import __version__

    if not job.source.exists():
        raise InputError(f"{job.source} does not exist")
    if not (job.source.is_dir() or job.source.is_file()):
        raise InputError(f"{job.source} is neither a file nor a folder: put what it gives into a file")
    files = sorted(p for p in job.source.rglob("*") if p.is_file()) if job.source.is_dir() else [job.source]
    digest = hashlib.sha256()
    for path in files:
        state = path.stat()
        inner = path.relative_to(job.source) if job.source.is_dir() else path.name
        digest.update(os.fsencode(inner) + f"\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return {
        "input": digest.hexdigest(),
        "form": job.ending,
        "segment": SEGMENT,
        "preset": job.preset,
        "published": job.published,
        "gazetteers": [_digest(Path(pack)) for pack in job.gazetteers],
        "redact": job.redaction.fingerprint if job.redaction is not None else None,
        "rasid": __version__,
        "data": resources.digest("data"),
    }


def _digest(pack: Path) -> str:
    try:
        with pack.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"the gazetteer {pack} cannot be read: {error.strerror or error}") from error


def _prepare(job: Job, plan: dict[str, Any], *, resume: bool) -> None:
    """Make the folder of segments, or make sure that the one that lies there is of the same job."""
    state = job.parts / "job.json"
    if job.source.is_dir() and job.source.resolve() in job.output.resolve().parents:
        raise InputError(f"{job.output} lies in the folder that is read")
    if job.output.resolve() == job.source.resolve():
        raise InputError(f"{job.output} is the input; it would be overwritten")
    if job.output.is_dir():
        raise InputError(f"{job.output} is a folder; name a file")
    if state.exists():
        if not resume:
            raise InputError(f"{job.parts} holds an earlier run: go on with --resume, or delete the folder")
        try:
            earlier = dict(json.loads(state.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            raise InputError(f"{state} is damaged: delete the folder {job.parts}") from None
        changed = [name for name in plan if earlier.get(name) != plan[name]]
        if changed:
            raise InputError(f"{job.parts} is of another job ({', '.join(changed)} changed): delete the folder")
        return
    if _outlived(job).exists():
        shutil.rmtree(_outlived(job))
    if job.parts.exists() and any(not path.name.endswith(_UNDER_WAY) for path in job.parts.iterdir()):
        raise InputError(f"{job.parts} is in the way, and no earlier run made it")
    job.parts.mkdir(parents=True, exist_ok=True)
    content = json.dumps(plan, indent=2).encode()
    _write(state, lambda stream: stream.write(content))


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    """Keep other runs away from the folder of segments; the operating system lets go when the process ends.

    Raises:
        InputError: Another process works there.
    """
    if sys.platform == "win32":
        yield
        return
    with (job.parts / "lock").open("wb") as stream:
        try:
            # A lock of the process, which its workers do not inherit: they may outlive it for a moment.
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise
            raise InputError(f"another run works in {job.parts}") from None
        yield


def _outlived(job: Job) -> Path:
    """The folder of segments of a job that is done, on its way out."""
    return job.parts.with_name(job.parts.name + ".done")


def _finished(job: Job) -> list[tuple[Path, int, int]]:
    """Return the segments that are whole, from the first on: path, rows and failures, which their names tell."""
    found: list[tuple[Path, int, int]] = []
    for path in sorted(job.parts.iterdir()):
        if path.name.endswith(_UNDER_WAY):
            path.unlink()
        elif match := _SEGMENT_NAME.fullmatch(path.name.removesuffix(job.ending)):
            number, rows, bad = map(int, match.groups())
            if number == len(found):
                found.append((path, rows, bad))
    return found


def _write(path: Path, fill: Callable[[IO[bytes]], object]) -> None:
    """Write a file that is there as a whole or not at all."""
    under_way = path.with_name(path.name + _UNDER_WAY)
    try:
        with under_way.open("wb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(under_way, path)
    except OSError:
        # On a full disk, half a file helps nobody.
        under_way.unlink(missing_ok=True)
        raise
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _store(lines: Sequence[str], ending: str, stream: IO[bytes]) -> None:
    if ending == ".parquet":
        table.write(lines, stream)
        return
    content = "".join(line + "\n" for line in lines).encode()
    stream.write(gzip.compress(content, mtime=0) if ending.endswith(".gz") else content)


def _join(paths: Sequence[Path], ending: str, stream: IO[bytes]) -> None:
    """Put segments together; gzip files may follow one another in one file."""
    if ending == ".parquet":
        table.join(paths, stream)
        return
    for path in paths:
        with path.open("rb") as part:
            shutil.copyfileobj(part, stream, 1 << 20)
