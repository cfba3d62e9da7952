"""Files that a user hands in: regular files within a bound, in UTF-8."""

import codecs
from pathlib import Path

from rasid.errors import InputError

_MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


def read_text(path: Path, *, largest: int) -> str:
    """Read a file whole, with or without a byte order mark.

    Args:
        path: The file; links are followed, pipes and devices are not read.
        largest: So many bytes at most.

    Raises:
        InputError: There is no such file, it is too large, or it is not UTF-8.
    """
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path} is no file")
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(content) > largest:
        raise InputError(f"{path} has more than {largest:,} bytes, the most that is read; split it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        encoding = _MARKS.get(content[:2])
        told = f"it is {encoding}" if encoding else f"byte {error.start}"
        how = f"iconv -f {encoding.lower() if encoding else 'windows-1256'} -t utf-8"
        raise InputError(f"{path} is not UTF-8 ({told}); convert it, e.g. {how}") from error
