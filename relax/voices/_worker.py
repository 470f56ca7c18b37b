"""``python -m relax.voices._worker``: one speech engine in a process of its own.

Reads one JSON object a line from standard input, ``{"text", "out", "rate", "pitch"}``, speaks it
into the file ``out``, answers with ``{"ok": true}`` or ``{"error": …}``. Text never stands on a
command line. The first line it reads says how to open the engine.

espeak-ng keeps state from one utterance to the next, so that the same sentence comes out
differently each time. Where the system can fork, every line is spoken by a child forked from the
untouched engine: what a line sounds like depends on nothing that was said before it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import IO, Any


def open_engine(how: dict[str, Any]) -> tuple[Any, list[str]]:
    """A pyttsx3 engine as described, and the list its errors are collected in."""
    import pyttsx3  # noqa: PLC0415  (after the parent has been told this process lives)

    driver = how["driver"]
    if driver == "espeak":
        from relax.voices import _espeak_driver as espeak  # noqa: PLC0415

        espeak.register(*espeak.library_and_data(how.get("library")))
        driver = espeak.NAME
    engine = pyttsx3.init(driver)
    errors: list[str] = []
    engine.connect("error", lambda name, exception: errors.append(str(exception)))
    if how.get("voice"):
        engine.setProperty("voice", how["voice"])
    for name, value in how.get("settings", {}).items():
        engine.setProperty(name, value)
    if driver == how["driver"]:
        return engine, errors
    engine.runAndWait()  # our driver sets properties when its queue runs
    return engine, errors


def speak(engine: Any, errors: list[str], job: dict[str, Any]) -> str:
    """Speak one line into its file; the engine's own words when it could not."""
    errors.clear()
    for name in ("rate", "pitch"):
        if name in job:
            engine.setProperty(name, job[name])
    engine.save_to_file(job["text"], job["out"])
    engine.runAndWait()
    return errors[0] if errors else ""


def speak_in_child(engine: Any, errors: list[str], job: dict[str, Any]) -> str:
    """The same in a forked child, whose engine is as it was when it was opened."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        with contextlib.suppress(BaseException):
            os.close(reading)
            message = speak(engine, errors, job)
            os.write(writing, message.encode()[:4000])
            code = 0
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        message = pipe.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    if status:
        return message or f"the speech engine ended with status {status}"
    return message


def serve(jobs: IO[str], answers: IO[str]) -> None:
    """Answer every job until there are no more."""
    how = json.loads(jobs.readline())
    try:
        engine, errors = open_engine(how)
    except Exception as error:  # noqa: BLE001  (told to the parent)
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        return
    if errors:
        print(json.dumps({"error": errors[0]}), file=answers, flush=True)
        return
    print(json.dumps({"ok": True}), file=answers, flush=True)
    forks = how["driver"] == "espeak" and hasattr(os, "fork")
    for line in jobs:
        job = json.loads(line)
        try:
            message = (speak_in_child if forks else speak)(engine, errors, job)
        except Exception as error:  # noqa: BLE001
            message = f"{type(error).__name__}: {error}"
        answer = {"error": message} if message else {"ok": True}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    # Engines print to standard output: keep our answers apart from what they print.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.stdin, answers)
