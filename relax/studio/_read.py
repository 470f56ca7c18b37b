"""The Read page: the words of a track, line by line, to be read, heard and changed before it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from relax.errors import BadInput, RelaxError
from relax.studio._form import client_of, first, form_of, minutes_of, wishes_of
from relax.studio._make import asked_again, kept
from relax.studio._maker import personal_clips
from relax.studio._pages import page, texts, there
from relax.studio._reading import changed, elsewhere, lines, moved, parts_of, sentence_at
from relax.units import clock
from relax.wishes import request_of
from relax.words import parse

if TYPE_CHECKING:
    from starlette.requests import Request

    from relax.studio._form import Form
    from relax.studio._store import Words
    from relax.studio._studio import Studio
    from relax.words.check import Finding


async def begin(request: Request) -> Response:
    """Choose the words of what was asked for, and go and read them."""
    form = form_of(await request.body())
    kept(request, form)
    studio: Studio = request.app.state.studio
    try:
        title, text = await run_in_threadpool(_chosen, studio, form)
    except RelaxError as error:
        return await run_in_threadpool(asked_again, request, form, studio.told(error))
    warm = BackgroundTask(studio.samples.warm, first(form, "voice"))
    name = studio.store.add_words(form, title, text)
    return RedirectResponse(f"/read/{name}", 303, background=warm)


async def show(request: Request) -> Response:
    """The words as they are."""
    return await run_in_threadpool(_page, request, _words(request))


async def keep(request: Request) -> Response:
    """Keep what was typed so far; what is said to it and how long it is, as JSON.

    What makes more or fewer lines of it waits until somebody leaves the line: see ``change``.
    """
    words, studio = _words(request), request.app.state.studio
    form = form_of(await request.body())
    try:
        words = _of_length(studio, words, form)
        text = await run_in_threadpool(_changed, words, form)
    except RelaxError as error:
        return JSONResponse({"problem": studio.told(error), "of": mark_of(words.text)}, 422)
    if lines(text) != lines(words.text):  # the page counts its lines as they were
        return JSONResponse({"later": True, "of": mark_of(words.text)})
    studio.store.change_words(words.id, text)
    return await run_in_threadpool(_found, studio, replace(words, text=text))


async def change(request: Request) -> Response:
    """Keep what was typed, and do what a button says: remove, move, take back."""
    words, studio = _words(request), request.app.state.studio
    form = form_of(await request.body())
    what, _, number = first(form, "do").partition("-")
    n = int(number) if number.isdecimal() else 0
    if what == "undo":
        studio.store.undo_words(words.id)
        return RedirectResponse(f"/read/{words.id}", 303)
    try:
        words = _of_length(studio, words, form)
        text = await run_in_threadpool(_changed, words, form)
        if what in ("up", "down"):
            text = await run_in_threadpool(moved, text, n, -1 if what == "up" else 1)
    except RelaxError as error:
        return await run_in_threadpool(_page, request, words, studio.told(error))
    studio.store.change_words(words.id, text)
    return RedirectResponse(f"/read/{words.id}" + (f"#line-{n}" if number else ""), 303)


async def make(request: Request) -> Response:
    """Ask for a track of these words; what holds it back is told at its line."""
    words, studio = _words(request), request.app.state.studio
    form = form_of(await request.body())
    try:
        words = _of_length(studio, words, form)
        text = await run_in_threadpool(_changed, words, form)
        studio.store.change_words(words.id, text)
        words = replace(words, text=text)
        held = await run_in_threadpool(_review, studio, words)
    except RelaxError as error:
        return await run_in_threadpool(_page, request, words, studio.told(error))
    if any(finding.severity == "error" for finding in held):
        return await run_in_threadpool(_page, request, words, texts()["read"]["held_back"])
    job = studio.store.add(words.form, words.title, words)
    studio.maker.wake()
    return RedirectResponse(f"/track/{job}", 303)


async def hear(request: Request) -> Response:
    """One line, as it will be spoken."""
    words, studio = _words(request), request.app.state.studio
    path = await run_in_threadpool(_spoken, studio, words, request.path_params["n"])
    done = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type="audio/wav", background=done)


def _of_length(studio: Studio, words: Words, form: Form) -> Words:
    """Words in the length that the page asks for now.

    Raises:
        BadInput: it is none.
    """
    minutes = first(form, "minutes")
    if not minutes or minutes == first(words.form, "minutes"):
        return words
    minutes_of(form, studio.template(first(words.form, "template")))
    return studio.store.change_length(words, minutes)


def _changed(words: Words, form: Form) -> str:
    """The text as a page has it now.

    Raises:
        RelaxError: something on the page cannot be, or the page shows an older text.
    """
    if first(form, "of") != mark_of(words.text):
        raise BadInput(texts()["read"]["other_window"])
    return changed(words.text, form)


def mark_of(text: str) -> str:
    """What tells a text from what it was before, or is in another window."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _spoken(studio: Studio, words: Words, n: int) -> Path:
    """The WAV of line ``n``.

    Raises:
        HTTPException: 404: there is no such line.
        RelaxError: it cannot be spoken.
    """
    sentence = there(sentence_at(words.text, n))
    script = parse(words.text)
    meta = studio.template(first(words.form, "template"))
    wishes = wishes_of(words.form, meta)
    request = request_of(script, client_of(words.form), Path(), wishes)
    return studio.samples.line(script, sentence, request, personal_clips(studio.home, words.id))


def _chosen(studio: Studio, form: Form) -> tuple[str, str]:
    """Title and words of what was asked for.

    Raises:
        RelaxError: they cannot be chosen.
    """
    import relax  # noqa: PLC0415  (not before the first page)

    meta = studio.template(first(form, "template"))
    client, wishes = client_of(form), wishes_of(form, meta)
    return meta.title, relax.script(meta.id, client=client, home=studio.home, **wishes).text


def _review(studio: Studio, words: Words) -> list[Finding]:
    """What the language check says.

    Raises:
        RelaxError: something that was asked for cannot be.
    """
    import relax  # noqa: PLC0415

    meta = studio.template(first(words.form, "template"))
    client, wishes = client_of(words.form), wishes_of(words.form, meta)
    return relax.review(words.text, client=client, home=studio.home, **wishes)


def _page(request: Request, words: Words, problem: str = "") -> Response:
    """The words with what is said to them."""
    studio: Studio = request.app.state.studio
    findings = _review(studio, words)
    script = parse(words.text)
    meta = studio.template(first(words.form, "template"))
    return page(
        request,
        "read",
        422 if problem else 200,
        words=words,
        parts=parts_of(script, findings),
        general=elsewhere(script, findings),
        said=_said,
        problem=problem,
        total=_total(studio, words),
        of=mark_of(words.text),
        minutes=first(words.form, "minutes") or f"{meta.minutes.default:g}",
    )


def _total(studio: Studio, words: Words) -> str:
    """How long the track will be, and how many words are in it."""
    meta = studio.template(first(words.form, "template"))
    seconds = minutes_of(words.form, meta) * 60
    count = sum(len(sentence.text.split()) for sentence in parse(words.text).sentences())
    return texts()["read"]["total"].format(length=clock(seconds), words=count)


def _found(studio: Studio, words: Words) -> Response:
    """What is said to each line, for a page that is open."""
    script, findings = parse(words.text), _review(studio, words)
    rows = [row for part in parts_of(script, findings) for row in part.rows]
    general = [_said(finding) for finding in elsewhere(script, findings)]
    at_lines = {row.n: [_said(finding) for finding in row.findings] for row in rows if row.findings}
    return JSONResponse(
        {
            "findings": at_lines,
            "total": _total(studio, words),
            "problem": next((each["what"] for each in general if each["held"]), ""),
            "of": mark_of(words.text),
        }
    )


def _said(finding: Finding) -> dict[str, Any]:
    """A finding, in words, and whether it holds the track back."""
    t = texts()["read"]
    held = finding.severity == "error"
    parts = [t["held"] if held else t["look"], finding.message]
    if finding.suggestion:
        parts.append(t["instead"].format(words=finding.suggestion))
    return {"held": held, "what": " ".join(parts)}


def _words(request: Request) -> Words:
    """The words of an address."""
    studio: Studio = request.app.state.studio
    return there(studio.store.words(request.path_params["id"]))
