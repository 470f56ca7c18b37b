"""One track: being made, not made, or to be heard; its files; and what is done with it."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import zipfile
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from relax.studio._guard import VISITOR
from relax.studio._heard import heard
from relax.studio._maker import personal_clips
from relax.studio._pages import page, texts, there
from relax.track import sidecars

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.requests import Request

    from relax.studio._maker import Progress
    from relax.studio._store import Job
    from relax.studio._studio import Studio

_EVERY_S: Final = 0.25
"""Seconds between two looks at how far a track is."""

_STILL_S: Final = 15.0
"""Seconds after which a silent stream says that it is there."""

_MINUTE_S: Final = 90
"""Seconds from which on minutes are told."""

_KINDS: Final = {
    "txt": "text/plain; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "lrc": "text/plain; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "mp3": "audio/mpeg",
}


async def show(request: Request) -> Response:
    """The page of a track."""
    job = _job(request)
    studio: Studio = request.app.state.studio
    if job.state in ("waiting", "working"):
        return page(request, "making", job=job, **_told(studio.maker.progress(job.id), job))
    words = job.reading if studio.store.words(job.reading) else ""
    if job.state != "done":
        return page(request, "failed", job=job, words=words)
    audio = studio.out / job.audio
    if not audio.is_file():
        return page(request, "gone", job=job)
    track = await run_in_threadpool(heard, audio, job)
    return page(request, "listen", job=job, track=track, words=words)


async def events(request: Request) -> Response:
    """How far it is, as server-sent events, until it is there or will not be."""
    job = _job(request)
    return StreamingResponse(
        _events(request.app.state.studio, job.id), media_type="text/event-stream"
    )


async def _events(studio: Studio, name: str) -> AsyncIterator[str]:
    """The events of one track: ``progress`` whenever something changes, and ``end``."""
    last, silent_s = "", 0.0
    while (job := studio.store.find(name)) and job.state in ("waiting", "working"):
        told = json.dumps(_told(studio.maker.progress(name), job))
        silent_s += _EVERY_S
        if told != last:
            last, silent_s = told, 0.0
            yield f"event: progress\ndata: {told}\n\n"
        elif silent_s >= _STILL_S:
            silent_s = 0.0
            yield ": still there\n\n"
        await asyncio.sleep(_EVERY_S)
    yield "event: end\ndata: \n\n"


def _told(progress: Progress, job: Job) -> dict[str, Any]:
    """How far a track is, in words and as a bar."""
    t, stages = texts()["making"], texts()["stages"]
    heading = t["waiting_heading" if job.state == "waiting" else "heading"].format(title=job.title)
    nothing_yet = {"heading": heading, "left": "", "percent": None}
    if job.state == "waiting":
        return {**nothing_yet, "stage": t["waiting"]}
    if not progress.stage:
        return {**nothing_yet, "stage": t["begun"]}
    stage = stages.get(progress.stage, progress.stage)
    told = stage.format(done=round(progress.done), total=round(progress.total))
    left = ""
    if progress.left_s is not None:
        left = t["left"].format(seconds=_long(max(progress.left_s, 1)))
    share = round(100 * progress.share)
    return {"heading": heading, "stage": told, "left": left, "percent": share}


def _long(seconds: int) -> str:
    """A time as people say it, rounded up."""
    t = texts()["making"]
    if seconds < _MINUTE_S:
        return t["second"] if seconds == 1 else t["seconds"].format(count=seconds)
    minutes = -(-seconds // 60)
    return t["minute"] if minutes == 1 else t["minutes"].format(count=minutes)


async def file(request: Request) -> Response:
    """The track itself, what lies beside it, or all of it in one file."""
    job = _job(request)
    folder: Path = request.app.state.studio.out
    name = request.path_params["name"]
    stem = job.audio.rpartition(".")[0]
    if job.state == "done" and name == f"{stem}.zip":
        content = await run_in_threadpool(_zipped, folder, _files(folder, job))
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/zip", headers=headers)
    if job.state != "done" or name not in _files(folder, job):
        raise HTTPException(404)
    kind = _KINDS.get(name.rpartition(".")[2])
    return FileResponse(folder / name, media_type=kind, headers={"cache-control": "no-store"})


def _files(folder: Path, job: Job) -> list[str]:
    """The names of the files of a track that are there."""
    names = [job.audio, *sidecars(job.audio)]
    return [name for name in names if (folder / name).is_file()]


def _zipped(folder: Path, names: list[str]) -> bytes:
    """Files as one, not compressed: sound does not become smaller."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.write(folder / name, name)
    return content.getvalue()


async def stop(request: Request) -> Response:
    """Stop making it."""
    job = _job(request)
    request.app.state.studio.maker.stop(job.id)
    return RedirectResponse(f"/track/{job.id}", 303)


async def again(request: Request) -> Response:
    """Try again to make it."""
    job, studio = _job(request), request.app.state.studio
    studio.store.again(job.id)
    studio.maker.wake()
    return RedirectResponse(f"/track/{job.id}", 303)


async def edit(request: Request) -> Response:
    """Fill the Make page in as it was for this track."""
    job = _job(request)
    request.app.state.studio.store.keep_draft(request.scope["state"][VISITOR], job.form)
    return RedirectResponse("/make", 303)


async def forget(request: Request) -> Response:
    """Delete a track and all that is kept of it here."""
    job = _job(request)
    studio: Studio = request.app.state.studio
    studio.maker.stop(job.id)
    if job.audio and not _shared(studio, job):
        for name in _files(studio.out, job):
            (studio.out / name).unlink(missing_ok=True)
    for name in studio.store.forget(job.id):
        shutil.rmtree(personal_clips(studio.home, name), ignore_errors=True)
    return RedirectResponse("/library", 303)


def _shared(studio: Studio, job: Job) -> bool:
    """Whether an equal request, which has the same file, is to stay."""
    return any(other.audio == job.audio for other in studio.store.jobs("done") if other != job)


def _job(request: Request) -> Job:
    """The track of an address."""
    studio: Studio = request.app.state.studio
    return there(studio.store.find(request.path_params["id"]))
