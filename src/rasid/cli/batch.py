"""The command ``rasid batch``: an archive of articles, in several processes, and to be gone on with after any kill."""

from pathlib import Path
from typing import Annotated

import typer

from rasid.cli.options import Packs, Preset, Presets, RedactKeys, Redacts, check_published, redaction_of
from rasid.cli.output import tell

_SHOWN = 20
"""Failures that are named one by one; all of them are rows of the output."""


def batch(
    source: Annotated[
        Path,
        typer.Argument(metavar="IN", help="A folder, or a file (.jsonl, .jsonl.gz, .csv, .parquet).", exists=True),
    ],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write (.jsonl, .jsonl.gz, .parquet).")],
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was cut off.")] = False,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of publication of articles that do not tell theirs.")
    ] = None,
    preset: Presets = Preset.FAST,
    gazetteer: Packs = None,
    redact: Redacts = None,
    redact_key_file: RedactKeys = None,
    time_limit: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", help="An article that takes longer is a failure; the others go on."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Extract from an archive of articles, one row of output for each, in order.

    An article that cannot be read gives a row with "id" and "error" and stops nothing. Files of a folder without an id
    have their path below it as id. While the run lasts, its
    segments lie in OUT.parts; after a kill at any moment, `--resume` finishes it without a lost or doubled article.
    """
    check_published(published)
    redaction = redaction_of(redact, redact_key_file)
    from rasid.corpus.job import Job, run
    from rasid.errors import InputError, ResourceError

    job = Job(source, output, workers, preset.value, tuple(gazetteer or ()), published, redaction, time_limit)
    shown = 0

    def name(article: str, error: str) -> None:
        nonlocal shown
        shown += 1
        if shown <= _SHOWN:
            tell(f"{article}: {error}")

    try:
        with _Progress(source, quiet=quiet) as progress:
            outcome = run(job, resume=resume, done=progress.advance, failed=name)
    except InputError as error:
        raise typer.BadParameter(str(error)) from None
    except ResourceError as error:
        tell(str(error))
        raise typer.Exit(1) from error
    except OSError as error:
        tell(f"{error}; what is done lies in {job.parts}: free the way and run again with --resume")
        raise typer.Exit(1) from error
    tell(f"{outcome.articles:,} articles in {output}")
    if outcome.repeated:
        tell(f"{outcome.repeated:,} of them have the id of an earlier one; all rows are kept")
    if outcome.failed:
        tell(f'{outcome.failed:,} of them failed; their rows have an "error"')
        raise typer.Exit(1)


class _Progress:
    """A progress bar on standard error, with rate and time left; nothing where that is no terminal."""

    def __init__(self, source: Path, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        from rasid.corpus.inputs import count_articles

        console = Console(stderr=True)
        shown = not quiet and console.is_terminal
        self._bar = Progress(
            TextColumn("articles"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=console,
            disable=not shown,
        )
        # Counting reads a packed archive once through: only for eyes that see the bar.
        self._task = self._bar.add_task("articles", total=count_articles(source) if shown else None, rate="")

    def __enter__(self) -> "_Progress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def advance(self, number: int) -> None:
        """Count articles that are done."""
        self._bar.advance(self._task, number)
        speed = self._bar.tasks[0].speed
        if speed:
            self._bar.update(self._task, rate=f"{speed:,.0f}/s")
