# A signal wakes the loop and sets the event; a second one acts as usual; handlers are put back.
import asyncio
import os
import signal
import subprocess
import sys
import threading

from pattern import stop_on_signal
from proving import run

if len(sys.argv) > 1:

    async def stubborn() -> None:
        stop = asyncio.Event()
        with stop_on_signal(stop):
            print("ready", flush=True)
            await stop.wait()
            print("stopping", flush=True)
            await asyncio.Event().wait()

    asyncio.run(stubborn())


async def main() -> None:
    before = signal.getsignal(signal.SIGTERM)
    stop = asyncio.Event()
    with stop_on_signal(stop):
        thread = threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGTERM))
        thread.start()
        await asyncio.wait_for(stop.wait(), 5)
        thread.join()
        assert signal.getsignal(signal.SIGTERM) == before
    assert signal.getsignal(signal.SIGTERM) == before

    with stop_on_signal(stop):
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before

    stop = asyncio.Event()
    before = signal.getsignal(signal.SIGINT)
    with stop_on_signal(stop):
        signal.raise_signal(signal.SIGINT)
        await asyncio.wait_for(stop.wait(), 5)
    assert signal.getsignal(signal.SIGINT) == before


run(main())

process = subprocess.Popen([sys.executable, __file__, "child"], stdout=subprocess.PIPE, text=True)
assert process.stdout is not None
assert process.stdout.readline() == "ready\n"
process.send_signal(signal.SIGTERM)
assert process.stdout.readline() == "stopping\n"
process.send_signal(signal.SIGTERM)
assert process.wait(5) == -signal.SIGTERM
process.stdout.close()
