"""``python -m relax.voices._worker``: one speech engine in a process of its own.

The first line of standard input says how to open the engine: ``{"speaker": module, …}``, whose
``Speaker`` takes the whole of it. Each further line is a job, ``{"text", "out", "settings"}``,
spoken into the file ``out``. Every line is answered by one: ``{"ok": true}`` or ``{"error": …}``.
``log`` in an answer holds what was logged meanwhile. Text never stands on a command line.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from typing import IO, Any

from relax.log import collect


def answer_error(error: BaseException) -> dict[str, Any]:
    """What the parent is told: the engine's own words, and the voices there are if it lacks one."""
    answer: dict[str, Any] = {"error": str(error) or type(error).__name__}
    if hasattr(error, "names"):
        answer["names"] = error.names
    return answer


def serve(jobs: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every line until there are no more."""
    records = collect()

    def say(answer: dict[str, Any]) -> None:
        if told := records.take():
            answer = {**answer, "log": told}
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()

    how = json.loads(jobs.readline())
    try:
        speaker = importlib.import_module(how["speaker"]).Speaker(how)
        say({"ok": True, "voices": speaker.voices()} if how.get("list") else {"ok": True})
    except Exception as error:  # noqa: BLE001  (told to the parent)
        say(answer_error(error))
        return
    speaker.ready()
    for line in jobs:
        try:
            speaker.speak(json.loads(line))
        except Exception as error:  # noqa: BLE001
            say(answer_error(error))
        else:
            say({"ok": True})
        speaker.ready()


def main() -> None:
    """Keep our answers apart from what engines print, and leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
