"""The options that several commands take, each described once."""

from __future__ import annotations

from typing import Annotated

import typer

from checker.cli import completing

Rules = Annotated[
    str | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        autocompletion=completing.rulebook,
        help="A rulebook folder, or the name of an installed rulebook, instead of the shipped one.",
    ),
]
Reading = Annotated[
    str | None,
    typer.Option(
        "--reading", metavar="NAME", autocompletion=completing.reading, help="The reading of contested provisions (default: icrc-2020)."
    ),
]
Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        autocompletion=completing.words("terminal", "json", "jsonl", "html", "docx", "md", "csv", "sarif", "junit"),
        help="terminal, json, jsonl, html, docx, md, csv, sarif or junit.",
    ),
]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of printing.")]
ShortFormat = Annotated[
    str, typer.Option("--format", metavar="FORMAT", autocompletion=completing.words("terminal", "json"), help="terminal or json.")
]
MinGrade = Annotated[
    str | None,
    typer.Option(
        "--min-grade",
        metavar="GRADE",
        autocompletion=completing.grade,
        help="Treat claims with a weaker grade (A1 to F6), for source or for information, or with none, as unknown.",
    ),
]
AuthorFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        autocompletion=completing.words("terminal", "json", "sarif", "junit"),
        help="terminal, json, sarif or junit.",
    ),
]
Plain = Annotated[bool, typer.Option("--plain", help="No colour and no styling.")]
ShowAll = Annotated[
    str,
    typer.Option(
        "--show",
        metavar="WHAT",
        autocompletion=completing.words("raised", "all"),
        help="raised (default), or all: list what the record says nothing about too.",
    ),
]
Unredacted = Annotated[
    bool, typer.Option("--unredacted", help="Show texts as written, restricted data included, to those entitled to see it.")
]
Rule = Annotated[
    list[str] | None, typer.Option("--rule", metavar="ID", autocompletion=completing.rule, help="Only this rule (may be repeated).")
]
Article = Annotated[
    list[str] | None,
    typer.Option("--article", metavar="N", autocompletion=completing.article, help="Only rules of this article (may be repeated)."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]
Record = Annotated[str, typer.Argument(metavar="RECORD", help="A record file.")]
Jobs = Annotated[int, typer.Option("--jobs", "-j", metavar="N", help="Use N cores, where records are streamed (0: all there are).")]
