"""Lines of the user's files, for commands that read rows."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path


def lines_in(path: Path) -> Iterator[str]:
    """Yield the lines of a file with their ends; a name in ``.gz`` is unpacked, a byte order mark obeyed; - is stdin.

    Raises:
        InputError: The file cannot be read, is damaged or cut off, is not UTF-8, or a line is too long. The message
            does not name the file.
    """
    from rasid.corpus.inputs import LARGEST, is_utf8, lines_of
    from rasid.errors import InputError

    if str(path) == "-":
        yield from _standard_input()
        return
    if not path.is_file():
        raise InputError("is no file")  # a byte order mark cannot be looked for in a pipe
    try:
        for number, line in enumerate(lines_of(path), start=1):
            if line is None:
                raise InputError(f"line {number} has more than {LARGEST:,} characters")
            if not is_utf8(line):
                raise InputError(f"line {number} is not UTF-8")
            yield line
    except EOFError as error:
        raise InputError("is cut off") from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"is damaged: {error}") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"is not {error.encoding.upper()}, as its first bytes say") from error


def _standard_input() -> Iterator[str]:
    from rasid.errors import InputError

    try:
        yield from io.TextIOWrapper(sys.stdin.buffer, "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start})") from error
