"""From a sheet of words to a tagged PDF, by typst: no word is read as markup, no font of the machine is used."""

import json
import re
import threading
from io import BytesIO
from pathlib import Path

import pikepdf
import typst

TEMPLATE = Path(__file__).with_name("letter.typ")
STANDARD = ["ua-1"]  # PDF/UA-1: tagged, titled, in a named language
_MOST_FOREIGN = 60
_FOREIGN = re.compile(r'the text `"(.+?)"` could not be displayed')
_HOLE = "\u25a1"
_own = threading.local()  # a compiler keeps its fonts and serves one thread


def pdf(sheet, *, at=None):
    """The bytes of one letter. A character that no font on board can draw becomes a visible box, never an error."""
    text = json.dumps(sheet, ensure_ascii=False)
    for _ in range(_MOST_FOREIGN):
        try:
            return _compiled(text, STANDARD, at)
        except typst.TypstError as error:
            foreign = _FOREIGN.search(str(error))
            if foreign is None:
                raise
            text = _without(text, foreign[1])
    return _compiled(text, [], at)  # dozens of foreign letters: boxes by the renderer itself


def _without(text, foreign):
    whole = text.replace(foreign, _HOLE)
    if whole != text:
        return whole
    for letter in set(foreign) - {" "}:  # the renderer shows a run of letters in its own composition
        whole = whole.replace(letter, _HOLE)
    return whole


def _compiled(text, standard, at):
    source, compiler = _compiler()
    stamp = int(at.timestamp()) if at else None
    return compiler.compile(
        input=source, format="pdf", sys_inputs={"surat": text}, pdf_standards=standard, timestamp=stamp
    )


def _compiler():
    if not hasattr(_own, "compiler"):
        _own.source = TEMPLATE.read_bytes()
        _own.compiler = typst.Compiler(_own.source, ignore_system_fonts=True)
    return _own.source, _own.compiler


def pages(content):
    with pikepdf.open(BytesIO(content)) as document:
        return len(document.pages)


def joined(contents):
    """Many letters as one document for the printer."""
    with pikepdf.new() as whole:
        for content in contents:
            with pikepdf.open(BytesIO(content)) as one:
                whole.pages.extend(one.pages)
        buffer = BytesIO()
        whole.save(buffer)
    return buffer.getvalue()
