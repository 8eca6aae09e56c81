"""What the modules of ``checker`` may know of each other, as data, and a test for every line of it.

docs/architecture.md says the same for people. A new module is entered in both, in its place in the pipeline.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "checker"
LONGEST = 450

#: Every module with the modules of the package that it imports. A module stands below all that it imports, at whatever time: the pipeline leads one way.
IMPORTS = {
    "checker": "",
    "errors": "",
    "truth": "",
    "text": "",
    "wording": "",
    "library": "errors",
    "spelling": "",
    "redaction": "spelling",
    "ownwords": "library spelling",
    "leaks": "redaction",
    "outlet": "text",
    "outputs": "errors leaks redaction text",
    "inputs": "errors",
    # What a person wrote, typed.
    "limits": "errors",
    "jsontext": "limits",
    "documents": "errors inputs jsontext limits",
    "values": "",
    "vocabulary": "errors values",
    "writing": "documents text",
    "blocks": "documents errors limits values",
    "comments": "documents",
    "claims": "blocks documents errors limits values vocabulary",
    "records": "blocks claims documents errors limits vocabulary",
    "withholding": "claims errors records redaction",
    # Records from and to the files of other programs.
    "exchange": "",
    "exchange.imported": "documents errors",
    "exchange.cells": "text values",
    "exchange.items": "exchange.cells vocabulary",
    "exchange.sheets": "errors inputs limits",
    "exchange.workbooks": "errors exchange.sheets inputs limits",
    "exchange.gathering": "documents errors exchange.cells exchange.imported exchange.items exchange.sheets records text vocabulary",
    "exchange.tables": "exchange.cells exchange.gathering exchange.imported exchange.items text vocabulary",
    "exchange.redacted": "redaction vocabulary",
    "exchange.writers": "exchange.cells exchange.items exchange.sheets exchange.tables exchange.workbooks vocabulary",
    "exchange.tabular": "errors exchange.gathering exchange.imported exchange.items exchange.sheets records vocabulary",
    "exchange.dates": "values",
    "exchange.mapping": "blocks claims documents errors exchange.dates records values vocabulary",
    "exchange.filling": "documents errors exchange.cells exchange.dates exchange.imported exchange.mapping exchange.sheets limits records redaction values vocabulary",
    "exchange.errorsheet": "errors exchange.cells exchange.imported exchange.sheets exchange.workbooks redaction text",
    "exchange.reading": "documents errors exchange.imported records vocabulary",
    "exchange.mapped": "documents errors exchange.errorsheet exchange.filling exchange.imported exchange.mapping exchange.reading exchange.sheets redaction text vocabulary",
    "exchange.drafting": "errors exchange.dates exchange.mapping exchange.sheets redaction values vocabulary writing",
    "exchange.template": "claims errors exchange.items exchange.tabular exchange.workbooks text vocabulary",
    "evidence": "claims records",
    "bar": "claims errors records vocabulary",
    "exchange.grids": "documents errors exchange.imported exchange.sheets exchange.workbooks inputs limits",
    "exchange.questions": "errors vocabulary",
    "exchange.xlsform": "claims errors exchange.questions exchange.workbooks records text values vocabulary",
    "exchange.submissions": "errors exchange.grids exchange.imported exchange.questions",
    "exchange.answers": "claims documents errors exchange.imported exchange.questions exchange.submissions records redaction values vocabulary",
    "exchange.uwazi": "documents errors exchange.grids exchange.imported records values",
    "exchange.archiver": "documents errors exchange.grids exchange.imported records values",
    "exchange.readers": "documents errors exchange.answers exchange.archiver exchange.imported exchange.mapped exchange.mapping exchange.sheets exchange.tabular exchange.uwazi exchange.workbooks inputs jsontext vocabulary withholding",
    # Rules, from the folder to grounds.
    "shapes": "documents errors limits",
    "rules": "errors shapes",
    "cache": "checker errors inputs library",
    "contents": "cache checker documents errors inputs library",
    "declared": "checker documents errors library rules shapes values vocabulary",
    "installed": "documents errors library",
    "folder": "contents declared documents errors library rules shapes values vocabulary",
    "conditions": "errors limits values vocabulary",
    "grounds": "",
    "bounded": "",
    "variables": "values vocabulary",
    "cells": "conditions documents errors grounds truth values vocabulary",
    "outcomes": "cells conditions documents grounds truth",
    "dependence": "folder vocabulary",
    "compiling": "cells conditions contents dependence documents errors folder grounds outcomes rules vocabulary",
    "rulebook": "bounded cache errors grounds library limits truth variables vocabulary wording",
    "uses": "rulebook vocabulary",
    # What follows from a record under the rules.
    "evaluation": "claims grounds records rulebook truth values variables",
    "tellings": "claims evaluation records",
    "findings": "claims evaluation evidence rulebook tellings truth vocabulary",
    "ranking": "evaluation findings",
    "judging": "evaluation findings limits ranking records rulebook tellings",
    "bulk": "",
    "bulk.plan": "claims evaluation judging rulebook truth values variables",
    "bulk.block": "bulk.plan evaluation records tellings",
    "bulk.deciding": "bulk.block bulk.plan findings judging",
    "bulk.caps": "evaluation evidence records rulebook",
    "bulk.skeletons": "bounded bulk.block bulk.caps bulk.deciding bulk.plan evaluation findings ranking records text",
    "explanation": "claims evaluation evidence findings records rulebook truth values variables vocabulary",
    "needs": "explanation findings records",
    "statements": "claims records vocabulary",
    "treaties": "claims errors records values vocabulary",
    "digests": "claims evaluation findings records redaction rulebook statements vocabulary",
    "decisions": "digests errors evaluation findings ranking records redaction rulebook truth wording",
    "journal": "blocks decisions digests documents errors limits outputs records redaction writing",
    "pipeline": "documents errors findings inputs jsontext judging library limits records rulebook",
    "differences": "claims evaluation findings judging records rulebook statements uses",
    "summary": "evidence explanation findings pipeline ranking records rulebook truth wording",
    "accounts": "explanation findings pipeline ranking records tellings",
    "reviewing": "decisions errors explanation findings journal pipeline records redaction truth",
    "cases": "claims documents errors evaluation folder records rulebook rules values vocabulary",
    "coverage": "cases errors rulebook truth",
    "mutation": "conditions documents outcomes rules",
    "proof": "cases compiling coverage evaluation grounds mutation outcomes rulebook variables",
    "api": "accounts bar checker decisions documents errors pipeline records rulebook summary withholding",
    "redaction_policy": "claims documents errors rules shapes vocabulary",
    "sharing": "documents errors evaluation pipeline records redaction redaction_policy rulebook tellings vocabulary withholding",
    "ledger": "documents errors folder rulebook rules",
    # An interview that ends in a record.
    "interview": "",
    "interview.state": "documents records vocabulary",
    "interview.answers": "errors interview.state values vocabulary",
    "interview.provenance": "claims interview.answers interview.state records vocabulary",
    "interview.skeleton": "interview.answers interview.provenance interview.state records vocabulary",
    "interview.facts": "documents evaluation findings interview.answers interview.provenance interview.state judging pipeline ranking records rulebook vocabulary",
    "interview.paper": "comments documents errors interview.skeleton interview.state vocabulary writing",
    "interview.course": "documents errors explanation interview.facts interview.paper interview.provenance interview.skeleton interview.state redaction text vocabulary",
    # What is questionable in a rulebook.
    "remarks": "",
    "lint": "",
    "lint.remarks": "remarks",
    "lint.kept": "documents errors lint.remarks remarks rules shapes",
    "lint.material": "compiling conditions documents errors folder lint.kept rulebook rules uses",
    "lint.facts": "cells lint.material remarks rules vocabulary",
    "lint.texts": "documents folder ledger lint.facts lint.material remarks rules",
    "lint.parts": "documents grounds lint.material remarks rulebook rules",
    "lint.pairs": "cells conditions documents grounds lint.material remarks rulebook",
    "lint.run": "lint.facts lint.kept lint.material lint.pairs lint.parts lint.remarks lint.texts remarks rulebook",
    # The passages of an article.
    "passages": "",
    "passages.pieces": "",
    "passages.plain": "passages.pieces",
    "passages.hypertext": "passages.pieces",
    "passages.marked": "passages.pieces",
    "passages.office": "errors limits passages.pieces",
    "passages.articles": "errors inputs limits passages.pieces",
    "passages.words": "",
    "passages.patterns": "passages.words",
    "passages.written": "rules shapes",
    "passages.cues": "documents errors passages.patterns passages.words passages.written rulebook shapes statements wording",
    "passages.matching": "passages.articles passages.cues passages.patterns passages.words",
    "passages.names": "passages.cues passages.matching passages.words",
    "passages.drafting": "documents passages.articles passages.matching passages.names vocabulary",
    "passages.shown": "passages.articles passages.cues passages.matching passages.names",
    # The editor's desk.
    "desk": "",
    "desk.written": "rules shapes",
    "desk.layers": "",
    "desk.course": "desk.layers",
    "desk.phrases": "desk.course vocabulary",
    "desk.compiling": "cells conditions desk.course desk.phrases desk.written documents errors grounds library outcomes rulebook shapes values vocabulary",
    "desk.shelf": "cache checker desk.course errors inputs library rulebook",
    "desk.answering": "desk.course desk.layers",
    "desk.log": "desk.answering desk.course",
    "desk.items": "desk.course evaluation records rulebook",
    # The classroom.
    "training": "",
    "training.paper": "",
    "training.written": "errors rules shapes",
    "training.keys": "claims desk.answering desk.course desk.items desk.shelf evaluation findings judging records rulebook tellings training.written vocabulary",
    "training.checks": "documents errors records rulebook training.keys training.written values vocabulary",
    "training.scenarios": "desk.answering documents errors findings library pipeline records rulebook shapes training.checks training.keys training.paper training.written vocabulary wording",
    "training.places": "errors ledger rulebook rules",
    "training.lesson_texts": "documents errors rulebook rules shapes training.places",
    "training.chance": "",
    "training.situations": "cases errors evaluation folder rulebook vocabulary",
    "training.reasons": "errors evaluation explanation findings rulebook truth wording",
    "training.pairs": "evaluation rulebook training.situations values variables vocabulary",
    "training.exercises": "rulebook training.chance training.pairs training.paper training.reasons training.situations wording",
    "training.lessons": "rulebook training.lesson_texts training.pairs training.places training.reasons training.situations wording",
    "training.topics": "errors rulebook",
    "training.quiz": "errors pipeline rulebook training.chance training.exercises training.paper training.places training.scenarios training.situations training.topics",
    "training.drill": "errors training.paper",
    # The classroom.
    "schemas": "claims decisions digests records vocabulary",
    # What a report for people says.
    "report": "",
    "report.model": "",
    "report.phrases": "",
    "report.annex": "claims errors evidence explanation findings pipeline records report.model rulebook summary truth vocabulary wording",
    "report.signed": "decisions errors explanation findings pipeline report.annex report.model wording",
    "report.front": "errors evidence explanation findings pipeline records report.annex report.model report.signed rulebook summary truth wording",
    "report.withheld": "redaction report.model",
    # What is questionable in a record.
    "record_lint": "",
    "record_lint.remarks": "remarks",
    "record_lint.material": "claims documents records redaction remarks rulebook treaties vocabulary",
    "record_lint.sources": "claims errors evidence record_lint.material records remarks",
    "record_lint.links": "claims documents errors record_lint.material records remarks vocabulary",
    "record_lint.order": "claims documents errors record_lint.material records remarks values",
    "record_lint.texts": "documents errors record_lint.material record_lint.order records redaction remarks",
    "record_lint.favour": "claims errors evaluation evidence record_lint.material records remarks rulebook values",
    "record_lint.run": "documents record_lint.favour record_lint.links record_lint.material record_lint.order record_lint.remarks record_lint.sources record_lint.texts redaction remarks rulebook",
    # A site to read offline.
    "site": "",
    "site.press": "text wording",
    "site.catalogue": "cases errors ledger rulebook wording",
    "site.desk": "desk.answering desk.course desk.log",
    "site.scenarios": "rulebook site.press training.paper training.scenarios",
    "site.lessons": "rulebook site.press training.lesson_texts training.lessons training.places training.situations",
    "site.build": "desk.shelf library rulebook site.catalogue site.desk site.lessons site.press site.scenarios training.scenarios wording",
    # How it leaves the program.
    "rendering": "",
    "rendering.layout": "",
    "rendering.terminal": "evidence explanation findings pipeline records rendering.layout rulebook summary text truth wording",
    "rendering.trees": "evidence explanation findings records rendering.layout rendering.terminal rulebook summary truth wording",
    "rendering.needs": "needs rendering.terminal summary",
    "rendering.catalogue": "rendering.terminal rendering.trees rulebook wording",
    "rendering.accounts": "accounts pipeline rendering.layout rendering.terminal rulebook summary truth wording",
    "rendering.facts": "rendering.layout rendering.terminal rulebook uses values vocabulary",
    "rendering.remarks": "remarks rendering.layout rendering.terminal",
    "rendering.lint": "lint.remarks lint.run rendering.remarks rendering.terminal wording",
    "rendering.record_lint": "record_lint.remarks record_lint.run rendering.remarks rendering.terminal rulebook",
    "rendering.ledger": "ledger rendering.terminal text wording",
    "rendering.lessons": "rendering.layout rendering.terminal text training.lessons wording",
    "rendering.papers": "rendering.layout rendering.terminal training.drill training.paper wording",
    "rendering.machine": "accounts findings pipeline summary text",
    "rendering.offline": "text",
    "rendering.packing": "",
    "rendering.html": "rendering.offline report.model report.phrases text",
    "rendering.markdown": "report.model report.phrases text",
    "rendering.word": "rendering.packing report.model text",
    "rendering.docx": "rendering.word report.model report.phrases",
    "rendering.csv": "explanation pipeline ranking report.annex report.signed text",
    "rendering.sarif": "explanation findings pipeline report.annex rulebook text truth",
    "rendering.junit": "explanation findings pipeline report.annex text truth",
    "rendering.review": "decisions errors explanation rendering.terminal reviewing text wording",
    "rendering.desk": "desk.answering desk.course desk.log errors rendering.layout rendering.terminal wording",
    "rendering.desk_markdown": "desk.answering desk.course desk.log errors rendering.desk rendering.markdown",
    "rendering.runs": "rendering.layout rendering.terminal rulebook summary truth wording",
    "rendering.proof": "cases coverage errors proof rulebook",
    "rendering.authors": "lint.remarks lint.run rendering.junit rendering.proof rendering.sarif rulebook wording",
    "rendering.progress": "outlet rendering.terminal",
    # A paper as it is handed out.
    "handouts": "",
    "handouts.phrases": "checker training.paper wording",
    "handouts.texts": "text",
    "handouts.learner": "training.paper",
    "handouts.items": "errors handouts.phrases handouts.texts training.paper",
    "handouts.marks": "",
    "handouts.xml": "",
    "handouts.html": "handouts.learner handouts.phrases handouts.texts rendering.offline training.paper",
    "handouts.docx": "handouts.learner handouts.phrases handouts.texts rendering.word training.paper",
    "handouts.markdown": "handouts.learner handouts.phrases handouts.texts rendering.markdown training.paper",
    "handouts.moodle": "handouts.items handouts.marks handouts.phrases handouts.texts handouts.xml training.paper",
    "handouts.gift": "handouts.items handouts.marks handouts.phrases handouts.texts training.paper",
    "handouts.qti12": "handouts.items handouts.phrases handouts.texts handouts.xml rendering.packing training.paper",
    "handouts.qti21": "handouts.items handouts.phrases handouts.texts handouts.xml rendering.packing training.paper",
    "handouts.anki": "handouts.items handouts.phrases handouts.texts rendering.packing training.paper",
    "handouts.forms": "errors handouts.items training.paper",
    # Registers, in a stream.
    "bulk.lines": "bounded bulk.caps bulk.deciding bulk.plan bulk.skeletons evaluation findings ranking records rendering.machine rulebook tellings",
    "bulk.columnwise": "bulk.block bulk.deciding bulk.lines bulk.plan judging records rulebook",
    "batch": "bar documents errors inputs jsontext judging leaks limits pipeline records redaction rendering.machine rulebook statements text",
    "workers": "batch errors rulebook",
    "naming": "batch errors leaks redaction withholding",
    "manifests": "documents errors inputs jsontext limits",
    "taken": "batch errors pipeline",
    "runs": "batch documents errors inputs manifests outputs redaction taken text",
    "elsewhere": "bar batch checker errors library naming pipeline rulebook runs",
    "run_differences": "differences errors rulebook runs statements",
    "rendering.passages": "passages.cues passages.shown rendering.layout rendering.markdown rendering.terminal",
    "rendering.differences": "differences rendering.layout rendering.terminal wording",
    "cli.progress": "outlet",
    "cli.session": "errors records rulebook text",
    "cli.asked": "",
    "cli.streaming": "batch checker cli.asked cli.progress cli.session errors library naming outputs pipeline rulebook runs taken workers",
    "cli.reporting": "checker cli.asked cli.progress errors findings outputs pipeline redaction summary text",
    "cli.checking": "bar checker cli.asked cli.progress cli.session errors findings library pipeline text",
    "cli.differing": "cli.session differences errors library pipeline records redaction rulebook runs wording",
    "cli.verifying": "batch checker cli.progress cli.session errors rulebook runs workers",
    "cli.reasons": "bar claims cli.session errors evaluation judging pipeline ranking records rulebook values vocabulary",
    "cli.needs": "bar cli.progress cli.session errors findings judging library needs pipeline ranking records rulebook text",
    "cli.catalogue": "cli.session errors pipeline",
    "cli.testing": "checker cli.session errors text",
    "cli.facts": "cli.session errors uses",
    "cli.law": "cli.session errors",
    "cli.record_lint": "cli.progress cli.session documents errors library pipeline record_lint.remarks redaction rulebook text withholding",
    "cli.lint": "checker cli.progress cli.session errors rulebook",
    "cli.schemas": "cli.session errors text",
    "cli.serving": "cli.session errors",
    "cli.review": "cli.session decisions errors pipeline redaction reviewing rulebook text wording",
    "cli.interview": "cli.session documents errors interview.answers interview.course interview.facts interview.paper interview.state outputs pipeline redaction text wording",
    "cli.importing": "cli.progress cli.session documents errors exchange.cells exchange.errorsheet exchange.imported exchange.readers exchange.reading outputs records redaction rulebook text withholding writing",
    "cli.mapping": "cli.session errors exchange.drafting exchange.readers outputs redaction text",
    "cli.templating": "cli.session errors exchange.template outputs redaction text",
    "cli.exporting": "cli.progress cli.session errors exchange.redacted exchange.writers outputs pipeline records redaction rulebook text withholding",
    "cli.form": "cli.session errors outputs redaction rulebook text",
    "cli.sharing": "cli.progress cli.session documents errors library outputs pipeline redaction redaction_policy rulebook sharing text withholding writing",
    "cli.scanning": "cli.progress cli.session documents errors inputs leaks pipeline redaction text withholding",
    "cli.passages": "cli.session documents errors outputs passages.articles passages.cues passages.drafting passages.matching passages.names passages.shown pipeline redaction rulebook text writing",
    "cli.rulebooks": "cache cli.session errors installed library text",
    "cli.site": "checker cli.session errors outputs redaction text",
    "cli.completing": "",
    "cli.options": "cli.completing",
    "cli.papers": "cli.session errors outputs redaction text",
    "cli.lesson": "cli.papers cli.session errors",
    "cli.quiz": "cli.papers cli.session errors rulebook training.paper",
    "cli.drill": "cli.papers cli.quiz cli.session errors outputs redaction text training.drill training.paper",
    "cli.class_set": "cli.quiz cli.session errors outputs pipeline redaction text withholding",
    "cli.desk": "cli.session desk.answering desk.course desk.items desk.layers desk.log desk.shelf errors outputs records redaction text",
    "cli.rules_app": "cli.completing cli.options",
    "cli.train_app": "cli.completing cli.options",
    "cli.records_app": "cli.completing cli.options",
    "cli.app": "checker cli.completing cli.options cli.records_app cli.rules_app cli.train_app errors limits",
    "cli.process": "outlet",
    "cli": "cli.app cli.process",
    "__main__": "",
}

#: Imports that wait until a function needs them: what is slow to import, or seldom used, so that a check starts fast.
WHEN_NEEDED = {
    "leaks": "ownwords",
    "pipeline": "decisions journal redaction treaties withholding",
    "summary": "decisions",
    "rulebook": "compiling contents declared",
    "schemas": "api declared desk.written lint.kept passages.written redaction_policy rules training.lesson_texts training.written",
    "passages.articles": "passages.hypertext passages.marked passages.office passages.plain",
    "passages.marked": "passages.hypertext",
    "passages.names": "ownwords",
    "cli.session": "installed pipeline redaction rendering.terminal",
    "cli.checking": "cli.reporting cli.streaming rendering.accounts rendering.machine rendering.terminal",
    "cli.streaming": "rendering.runs rendering.terminal",
    "cli.reporting": "rendering.csv rendering.docx rendering.html rendering.junit rendering.machine rendering.markdown rendering.sarif report.front report.withheld",
    "cli.verifying": "rendering.runs rendering.terminal",
    "cli.differing": "rendering.differences rendering.terminal run_differences",
    "cli.reasons": "redaction rendering.terminal rendering.trees withholding",
    "cli.needs": "explanation rendering.needs rendering.terminal rendering.trees summary",
    "cli.catalogue": "rendering.catalogue rendering.facts rendering.terminal uses",
    "cli.testing": "cases compiling coverage folder proof rendering.authors rendering.progress rendering.proof",
    "cli.facts": "rendering.facts rendering.terminal",
    "cli.law": "ledger rendering.ledger rendering.terminal",
    "cli.lint": "lint.remarks lint.run rendering.authors rendering.lint rendering.remarks rendering.terminal",
    "cli.record_lint": "record_lint.material record_lint.run remarks rendering.record_lint rendering.remarks rendering.terminal",
    "cli.schemas": "schemas",
    "cli.passages": "rendering.passages rendering.terminal",
    "cli.interview": "summary",
    "cli.records_app": "cli.exporting cli.form cli.importing cli.interview cli.mapping cli.record_lint cli.scanning cli.sharing cli.templating",
    "cli.form": "exchange.questions exchange.xlsform ledger",
    "cli.lesson": "rendering.lessons rendering.terminal training.lessons",
    "cli.quiz": "handouts.markdown rendering.papers rendering.terminal training.quiz",
    "cli.drill": "rendering.papers rendering.terminal",
    "cli.train_app": "cli.class_set cli.drill cli.lesson cli.quiz cli.site",
    "cli.rules_app": "cli.catalogue cli.facts cli.lint cli.rulebooks cli.testing",
    "cli.rulebooks": "declared documents",
    "cli.completing": "errors installed library lint.remarks record_lint.remarks records rulebook training.topics vocabulary",
    "cli.site": "site.build",
    "cli.review": "cli.serving explanation rendering.review rendering.terminal",
    "__main__": "cli",
    "cli.app": "cli.asked cli.checking cli.desk cli.differing cli.law cli.needs cli.passages cli.reasons cli.review cli.rulebooks cli.schemas cli.session cli.verifying text",
    "rendering.terminal": "decisions",
    "cli.class_set": "handouts.forms",
    "handouts.forms": "handouts.anki handouts.docx handouts.gift handouts.html handouts.markdown handouts.moodle handouts.qti12 handouts.qti21",
    "desk.shelf": "desk.compiling",
    "cli.desk": "cli.class_set rendering.desk rendering.desk_markdown rendering.terminal withholding",
    "batch": "bulk.columnwise",
}

#: Imports that only a type checker follows.
FOR_TYPES = {
    "cli.completing": "rulebook",
    "batch": "bulk.columnwise",
    "checker": "api errors rulebook",
    "pipeline": "decisions redaction",
    "rendering.terminal": "decisions",
    "rendering.trees": "decisions",
    "cli.form": "exchange.questions",
}

#: Each library, and the only modules that may import it; the second word says when.
LIBRARIES = {
    "rule_engine": {"conditions": "always"},
    "pydantic": {
        "shapes": "always",
        "rules": "always",
        "declared": "always",
        "api": "always",
        "lint.kept": "always",
        "passages.written": "always",
        "desk.written": "always",
        "redaction_policy": "always",
        "training.written": "always",
        "training.lesson_texts": "always",
    },
    "yaml": {"comments": "when needed", "documents": "when needed"},
    "platformdirs": {"library": "when needed"},
    "anyascii": {"spelling": "when needed"},
    "jinja2": {"rendering.offline": "always", "site.press": "always"},
    "markupsafe": {"rendering.html": "always", "rendering.offline": "always", "site.build": "always", "site.press": "always"},
    "docx": {"rendering.word": "always", "passages.office": "when needed"},
    "markdown_it": {"passages.marked": "always"},
    "genanki": {"handouts.anki": "always"},
    "textual": {"rendering.review": "always"},
    "textual_serve": {"cli.serving": "when needed"},
    "aiohttp": {"cli.serving": "when needed"},
    "openpyxl": {"exchange.workbooks": "when needed"},
    "pyxform": {"exchange.xlsform": "when needed"},
    "typer": {
        "cli.app": "always",
        "cli.completing": "always",
        "cli.options": "always",
        "cli.records_app": "always",
        "cli.rules_app": "always",
        "cli.train_app": "always",
    },
    "rich": {
        f"rendering.{name}": "always"
        for name in (
            "accounts",
            "layout",
            "terminal",
            "trees",
            "needs",
            "papers",
            "catalogue",
            "desk",
            "facts",
            "ledger",
            "lessons",
            "lint",
            "progress",
            "record_lint",
            "remarks",
            "runs",
            "differences",
            "passages",
        )
    },
}

#: The modules that touch the machine, and through what. All others only turn values into values.
TOUCHES = {
    "limits": "os",
    "documents": "os",
    "library": "os",
    "inputs": "io open os",
    "exchange.sheets": "io",
    "exchange.workbooks": "io os",
    "exchange.errorsheet": "os",
    "exchange.submissions": "os",
    "cli.importing": "os sys",
    "exchange.grids": "io os",
    "passages.articles": "os",
    "passages.cues": "os",
    "passages.office": "io",
    "cli.passages": "sys",
    "cli.exporting": "sys",
    "cli.mapping": "os sys",
    "cli.templating": "sys",
    "outputs": "io open os sys tempfile time",
    "leaks": "io",
    "ownwords": "open os",
    "redaction_policy": "os",
    "training.scenarios": "os",
    "cli.sharing": "os sys",
    "cli.scanning": "os sys",
    "journal": "os",
    "declared": "os",
    "installed": "os",
    "cli.rulebooks": "sys",
    "cli.completing": "os",
    "folder": "os",
    "ledger": "os",
    "training.lesson_texts": "os",
    "training.situations": "os",
    "cli.papers": "sys",
    "cli.drill": "os sys",
    "lint.kept": "os",
    "lint.material": "os",
    "lint.texts": "os",
    "cache": "open os time",
    "contents": "open os",
    "pipeline": "os sys",
    "api": "os",
    "rendering.csv": "io",
    "rendering.word": "io",
    "rendering.packing": "io",
    "handouts.anki": "io",
    "cli.class_set": "os sys",
    "cli": "os sys",
    "cli.process": "open os sys time",
    "__main__": "sys",
    "workers": "os",
    "cli.reporting": "sys",
    "batch": "os",
    "runs": "io open os time",
    "elsewhere": "os",
    "cli.progress": "sys time",
    "cli.streaming": "os sys",
    "cli.verifying": "os sys tempfile",
    "cli.differing": "os",
    "cli.session": "os sys",
    "cli.checking": "sys",
    "cli.needs": "sys",
    "cli.testing": "os sys",
    "cli.interview": "os sys",
    "cli.law": "sys",
    "cli.lint": "sys",
    "cli.record_lint": "sys",
    "cli.schemas": "sys",
    "cli.serving": "sys",
    "cli.review": "os sys",
    "cli.form": "sys",
    "cli.site": "os sys",
    "desk.compiling": "os",
    "desk.shelf": "os",
    "cli.desk": "sys",
}
OUTSIDE = {"os", "sys", "io", "pathlib", "shutil", "tempfile", "glob", "time", "random", "secrets", "getpass", "platform", "locale"}

#: Neither the network, nor other programs, nor a form of storage that runs what it reads.
NOWHERE = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "subprocess", "multiprocessing", "ctypes", "pickle", "marshal", "shelve", "webbrowser"}  # fmt: skip
#: But for the one module that starts the program again on other cores.
STARTS_PROCESSES = {"workers": {"multiprocessing"}}
NEVER_CALLED = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}

NO_SUBJECT = {"utils", "util", "helpers", "helper", "common", "base", "misc"}


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "checker"


FILES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py")) if "data" not in path.relative_to(PACKAGE).parts}
TREES = {module: ast.parse(path.read_text(encoding="utf-8"), filename=str(path)) for module, path in FILES.items()}
every_module = pytest.mark.parametrize("module", FILES)


class Imported(NamedTuple):
    """One import: what (``errors``, ``rich.text``, ``os``), whether it is ours, when it happens, and on which line."""

    name: str
    ours: bool
    when: str
    line: int


def imported(tree: ast.AST) -> Iterator[Imported]:
    """Every import in a file."""

    def visit(node: ast.AST, when: str) -> Iterator[Imported]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (resolved(alias.name, "", when, child.lineno) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"line {child.lineno}: imports are written out in full"
                assert child.module is not None
                yield from (resolved(child.module, alias.name, when, child.lineno) for alias in child.names)
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                yield from visit(child, "when needed")
            elif isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
                yield from visit(child, "for types")
            else:
                yield from visit(child, when)

    yield from visit(tree, "always")


def resolved(package: str, name: str, when: str, line: int) -> Imported:
    """What ``from package import name`` (or ``import package``) brings in: the module itself, or the one that has the name."""
    if package.partition(".")[0] != "checker":
        return Imported(package, False, when, line)
    inside = f"{package}.{name}".removeprefix("checker.").rstrip(".")
    if inside in FILES:
        return Imported(inside, True, when, line)
    return Imported(package.removeprefix("checker."), True, when, line)


def ours(module: str, when: str) -> set[str]:
    return {found.name for found in imported(TREES[module]) if found.ours and found.when == when}


# --- who knows whom ------------------------------------------------------------------------------------------------------------------------------------


def test_every_module_stands_in_the_table_and_in_the_page() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = [name for row in re.findall(r"^\| (`[^|]+) \|", page, flags=re.M) for name in re.findall(r"`([^`]+)`", row)]
    assert sorted(IMPORTS) == sorted(FILES)
    assert sorted(rows) == sorted(FILES)


@every_module
def test_a_module_imports_what_the_table_says(module: str) -> None:
    assert ours(module, "always") == set(IMPORTS[module].split())
    assert ours(module, "when needed") == set(WHEN_NEEDED.get(module, "").split())
    assert ours(module, "for types") == set(FOR_TYPES.get(module, "").split())


@every_module
def test_imports_lead_one_way(module: str) -> None:
    above = list(IMPORTS)[: list(IMPORTS).index(module)]
    assert ours(module, "always") | ours(module, "when needed") <= set(above), (
        "it imports what stands below it, which sooner or later makes a circle"
    )


@every_module
def test_a_library_is_imported_where_the_table_says_and_nowhere_else(module: str) -> None:
    found = {
        (package, imported_.when)
        for imported_ in imported(TREES[module])
        if not imported_.ours and (package := imported_.name.partition(".")[0]) not in sys.stdlib_module_names
    }
    assert found == {(library, modules[module]) for library, modules in LIBRARIES.items() if module in modules}


@every_module
def test_nothing_reaches_the_network_or_runs_what_it_reads(module: str) -> None:
    tree = TREES[module]
    assert {found.name.partition(".")[0] for found in imported(tree)} & NOWHERE == STARTS_PROCESSES.get(module, set())
    assert not [
        f"line {node.lineno}: {node.func.id}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NEVER_CALLED
    ]


@every_module
def test_only_the_modules_at_the_edge_touch_files_clock_and_environment(module: str) -> None:
    tree = TREES[module]
    called_ = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    found = {found.name.partition(".")[0] for found in imported(tree)} & OUTSIDE | called_ & {"open", "print"}
    assert found == set(TOUCHES.get(module, "").split())


@every_module
def test_no_module_uses_the_private_names_of_another(module: str) -> None:
    assert not [
        f"line {node.lineno}: {alias.name}"
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_") and alias.name != "__version__" and node.module != "__future__"
    ]


def test_only_the_build_hook_knows_the_builder() -> None:
    found = [found for found in imported(ast.parse((ROOT / "build_hook.py").read_text(encoding="utf-8"))) if not found.ours]
    assert {found.name.partition(".")[0] for found in found} - sys.stdlib_module_names == {"hatchling"}


# --- the hot path --------------------------------------------------------------------------------------------------------------------------------------


def test_running_a_check_leads_to_no_slow_module() -> None:
    reached: set[str] = set()
    commands = ("cli.checking", "cli.needs", "cli.reasons")
    waiting = ["cli", *commands, *(module for command in commands for module in WHEN_NEEDED[command].split())]
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting += IMPORTS[module].split()
    assert "evaluation" in reached
    for library in ("rule_engine", "pydantic"):
        assert not reached & set(LIBRARIES[library])


RUNS = [
    ["check", "--fail-on", "never"],
    ["check", "--format", "json", "--fail-on", "never"],
    ["needs"],
    ["why", "examples/kursk-2025/incident.yml", "gc3-13-identifiable-images-in-public"],
    ["what-if", "examples/kursk-2025/incident.yml", "--set", "publication.identifiable=yes"],
    ["rules", "list"],
    ["records", "lint", "--fail-on", "never"],
]


def loaded(cache: Path, arguments: list[str]) -> set[str]:
    """The top-level modules that a command has imported when it ends, run as a program of its own."""
    probe = (
        f"import os, sys\nsys.argv = ['ihl', *{arguments!r}]\nfrom checker.cli import run\nleave = os._exit\n"
        "def tell(code):\n    sys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))\n"
        "    sys.stderr.flush()\n    leave(code)\n"
        "os._exit = tell\nrun()\n"
    )
    environment = {**os.environ, "IHL_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", probe], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.split())


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder into which the first run has put the compiled rules."""
    cache = tmp_path_factory.mktemp("cache")
    assert "rule_engine" in loaded(cache, RUNS[0]), "the first run compiles"
    return cache


@pytest.mark.parametrize("arguments", RUNS, ids=" ".join)
def test_a_command_with_the_rules_compiled_imports_neither_rule_engine_nor_pydantic(warm: Path, arguments: list[str]) -> None:
    assert not loaded(warm, arguments) & {"rule_engine", "pydantic"}


# --- text from outside ---------------------------------------------------------------------------------------------------------------------------------

#: The functions of ``rendering.terminal`` that make a rich text out of a string. They clean it, and nothing else makes one.
BOUNDARY = ("words", "lines")

#: What rich would read as markup, or take as it is.
UNCLEAN = {"from_markup", "from_ansi", "styled", "render_str", "highlight"}

RICH = [module for module in FILES if module in LIBRARIES["rich"]]


def called(node: ast.Call) -> str:
    """The name under which something is called: ``words``, ``Text.assemble``, ``.add_row``."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    if isinstance(node.func, ast.Attribute):
        return f"Text.{node.func.attr}" if isinstance(node.func.value, ast.Name) and node.func.value.id == "Text" else f".{node.func.attr}"
    return ""


def blank(node: ast.expr) -> bool:
    """Whether an expression is only spaces and line breaks."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return blank(node.left)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.strip()


def raw(node: ast.expr) -> bool:
    """Whether an expression is a string as it stands: an f-string, words in quotes, an attribute, or one of these in a choice or a sum."""
    if isinstance(node, ast.IfExp):
        return raw(node.body) or raw(node.orelse)
    if isinstance(node, ast.BinOp):
        return raw(node.left) or raw(node.right)
    return isinstance(node, ast.JoinedStr | ast.Attribute | ast.Subscript) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def uncleaned(tree: ast.Module) -> list[str]:
    """The places at which a string could reach rich without being cleaned."""
    found: list[str] = []

    def visit(node: ast.AST, texts: frozenset[str]) -> None:
        if isinstance(node, ast.FunctionDef):
            if node.name in BOUNDARY:
                return
            texts = frozenset(
                target.id
                for inner in ast.walk(node)
                if isinstance(inner, ast.Assign)
                and isinstance(inner.value, ast.Call)
                and called(inner.value) in (*BOUNDARY, "Text", "Text.assemble")
                for target in inner.targets
                if isinstance(target, ast.Name)
            )
        if isinstance(node, ast.Call):
            name, arguments = called(node), node.args
            wrong = (
                (name == "Text" and not all(blank(argument) for argument in arguments))
                or (name == "Text.assemble" and not all(isinstance(a, ast.Call) and called(a) in BOUNDARY for a in arguments))
                or name.rpartition(".")[2] in UNCLEAN
                or (
                    name
                    in (
                        "Padding",
                        "Line_",
                        "Rule",
                        "Tree",
                        ".add",
                        ".add_row",
                        ".print",
                        ".line",
                        ".columns",
                        "Option",
                        "Static",
                        "Label",
                        ".update",
                        ".notify",
                    )
                    and any(raw(a) for a in arguments)
                )
                or (
                    name == ".append"
                    and isinstance(node.func, ast.Attribute)
                    and ast.unparse(node.func.value) in texts
                    and not blank(arguments[0])
                )
            )
            if wrong:
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
        for child in ast.iter_child_nodes(node):
            visit(child, texts)

    visit(tree, frozenset())
    return found


@pytest.mark.parametrize("module", [*RICH, *LIBRARIES["textual"]])
def test_a_string_reaches_rich_only_through_the_boundary(module: str) -> None:
    assert not uncleaned(TREES[module])
    assert not {found.name for found in imported(TREES[module])} & {"rich", "rich.markup", "rich.ansi", "rich.markdown"}


def test_the_boundary_stands_in_one_place_and_cleans() -> None:
    made = {
        node.name: ast.unparse(node)
        for module in RICH
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.FunctionDef) and node.name in BOUNDARY
    }
    assert sorted(made) == sorted(BOUNDARY)
    assert all(
        any(node.name == name for node in TREES["rendering.terminal"].body if isinstance(node, ast.FunctionDef)) for name in BOUNDARY
    )
    assert "Text(clean(text)" in made["words"]
    assert "words(text" in made["lines"]


@pytest.mark.parametrize(
    "code",
    [
        "Text(record.title)",
        "Text(f'{title}')",
        "Text.assemble(title, words('x'))",
        "Text.assemble(('x', 'bold'))",
        "Text.from_markup(words('x'))",
        "Text.styled('x', 'bold')",
        "table.add_row(rule.title)",
        "table.add_row(words('x'), f'{title}')",
        "Padding(finding.title if finding else '', 2)",
        "tree.add('said ' + title)",
        "self.query_one(Static).update(item.title)",
        "self.app.notify(f'Signed by {name}')",
        "Option(finding.title, id='1')",
        "def page():\n    text = words('x')\n    text.append(title)",
    ],
)
def test_a_string_that_goes_around_the_boundary_is_found(code: str) -> None:
    assert uncleaned(ast.parse(code))


@every_module
def test_only_the_wording_knows_the_words_for_verdicts(module: str) -> None:
    """Whoever shows a verdict asks for its words with the cap on its evidence, so that nothing is called indicated that is alleged."""
    tree = TREES[module]
    taken = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "checker.wording"
        for alias in node.names
    }
    assert not {name for name in taken if name.endswith("VERDICT_WORDS") or name == "CAPPED_WORDS"}
    assert not [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.lower() == "breach indicated"
        and module != "wording"
    ]


# --- habits --------------------------------------------------------------------------------------------------------------------------------------------


@every_module
def test_a_file_is_short_enough_to_be_read(module: str) -> None:
    assert len(FILES[module].read_text(encoding="utf-8").splitlines()) <= LONGEST


@every_module
def test_a_module_has_a_subject_and_says_what_it_is(module: str) -> None:
    assert module.rpartition(".")[2] not in NO_SUBJECT
    assert ast.get_docstring(TREES[module])


@every_module
def test_everything_public_says_what_it_is(module: str) -> None:
    public = [node for node in TREES[module].body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
    public += [
        inner
        for node in public
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_")
    ]
    assert not [f"line {node.lineno}: {node.name}" for node in public if not ast.get_docstring(node)]
