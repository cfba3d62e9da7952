"""Examples below the help of a command."""

_EXAMPLES = {
    "extract": (
        "rasid extract article.txt --published 2018-04-30",
        "rasid extract article.html --format html -o page.html",
        "rasid extract articles.jsonl --format acled --bom -o events.csv",
        "cat article.txt | rasid extract - --published 2018-04-30 --format json",
    ),
    "batch": (
        "rasid batch articles.jsonl.gz records.jsonl.gz --workers 4",
        "rasid batch archive/ records.parquet --workers 4 --resume",
    ),
    "merge": (
        "rasid merge records.jsonl.gz --format html -o incidents.html",
        "rasid merge monday.jsonl tuesday.jsonl --format csv --bom -o incidents.csv",
    ),
    "evaluate": ("rasid evaluate annotated.jsonl", "rasid evaluate annotated.jsonl --format json -o figures.json"),
}


def examples(command: str) -> str:
    """Return the examples of a command, each in a paragraph of its own: the help joins the lines of one."""
    return "\n\n".join(("Examples:", *(f"$ {example}" for example in _EXAMPLES[command])))
