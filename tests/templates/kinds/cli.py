"""Ctrl-C is status 130, and a reader that goes away is no failure."""

import json
import signal
import subprocess
from functools import partial

from project import LIMIT, Mutant, Project

ARGUMENTS = ("127.0.0.1:1",)
ENDLESS = ("--count", "0", "--interval", "0.01", *ARGUMENTS)

MUTANTS = (
    Mutant(
        "__main__.py",
        "    except KeyboardInterrupt:\n        return INTERRUPTED\n",
        "    finally:\n        pass\n",
    ),
    Mutant("__main__.py", "    except* BrokenPipeError:\n", "    except* ZeroDivisionError:\n"),
)


def prove(project: Project) -> None:
    """Interrupt it, and walk away from it."""
    status, lines, log = read_lines(project, 3, signal.SIGINT)
    assert (status, log) == (130, ""), (status, log)
    assert all(json.loads(line)["open"] is False for line in lines)
    status, _, log = read_lines(project, 3, None)
    assert (status in (0, 1), log) == (True, ""), (status, log)


def read_lines(project: Project, count: int, how: signal.Signals | None) -> tuple[int, list[str], str]:
    """Read some lines of an endless run, then interrupt it or close the pipe."""
    process = subprocess.Popen(
        [*project.command, *ENDLESS],
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs this in the background makes its children ignore Ctrl-C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )
    try:
        assert process.stdout is not None and process.stderr is not None
        lines = [process.stdout.readline() for _ in range(count)]
        if how:
            process.send_signal(how)
            # The reader goes on, so that nothing but the signal ends the program.
            process.stdout.read()
        process.stdout.close()
        log = process.stderr.read()
        return process.wait(LIMIT), lines, log
    finally:
        process.kill()
        process.wait()
