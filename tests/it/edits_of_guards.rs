//! A session after edits of what decides, in another module, which way control takes.

use crate::edits::assert_edits_are_seen;

/// Constants, switches of classes, constructors, and functions that never come back or that tell whether a loop runs.
const DECIDES: &str = "\
import asyncio
import time

OFFLINE = True
DRY = {'simulate': True}


class Job:
    paced = False

    def step(self) -> None:
        if self.paced:
            time.sleep(1)


class Polite(Job):
    paced = True


class Batch(Job):
    paced = False


class Cache:
    def __init__(self, host=None) -> None:
        self.remote = host is not None

    def read(self) -> None:
        if self.remote:
            time.sleep(1)


def fail(message):
    print(message)
    raise RuntimeError(message)


def loop_runs():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def pause(*, simulate=False) -> None:
    if simulate:
        return
    time.sleep(1)


def load(ref: str) -> None:
    if ref.startswith('http'):
        time.sleep(1)
";

/// Goes where these say.
const GOES: &str = "\
import time

import decides


def page() -> None:
    if decides.OFFLINE:
        return
    time.sleep(1)


def ping() -> None:
    if decides.loop_runs():
        return
    time.sleep(1)


def refuse(url=None) -> None:
    if url is None:
        decides.fail('none')
    time.sleep(1)


def hand_on(**kwargs) -> None:
    decides.pause(**kwargs)
";

const RUNS: &str = "\
import decides
import goes


async def handler(ref: str) -> None:
    goes.page()
    goes.ping()
    goes.refuse()
    goes.hand_on(simulate=True)
    goes.hand_on(**decides.DRY)
    decides.Batch().step()
    decides.Cache().read()
    if ref.startswith('http'):
        return
    decides.load(ref)
";

#[test]
fn what_decides_is_asked_again_after_an_edit() {
    let edits = [
        ("decides.py", "OFFLINE = True", "OFFLINE = False", 1),
        ("decides.py", "DRY = {'simulate': True}", "DRY = {'simulate': False}", 1),
        ("decides.py", "class Batch(Job):\n    paced = False", "class Batch(Job):\n    paced = True", 1),
        ("decides.py", "class Polite(Job):\n    paced = True", "class Polite(Job):\n    paced = False", 1),
        ("decides.py", "self.remote = host is not None", "self.remote = host is None", 1),
        ("decides.py", "    raise RuntimeError(message)", "    print(message)", 1),
        ("decides.py", "        return False\n    return True", "        print('none')\n    return True", 1),
        ("decides.py", "pause(*, simulate=False)", "pause(*, simulated=False, simulate=False)", 0),
        ("decides.py", "    if simulate:\n", "    if not simulate:\n", 2),
        ("decides.py", "ref.startswith('http')", "ref.startswith('file')", 1),
        ("goes.py", "decides.pause(**kwargs)", "decides.pause()", 2),
        ("goes.py", "if url is None:", "if url == '':", 1),
        ("runs.py", "simulate=True", "simulate=False", 1),
        ("runs.py", "decides.Cache()", "decides.Cache('host')", 1),
    ];
    let texts = [("decides.py", DECIDES), ("goes.py", GOES), ("runs.py", RUNS)];
    assert_edits_are_seen(&texts, &edits);
}

const ROOTS: &str = "\
class Root:
    known = []

    def __init_subclass__(cls) -> None:
        Root.known.append(cls)

    def run(self) -> None:
        print('run')
";

const MIDDLE: &str = "\
import roots


class Middle(roots.Root):
    def run(self) -> None:
        print('middle')
";

const LEAVES: &str = "\
import time

import middle


class Leaf(middle.Other):
    def run(self) -> None:
        time.sleep(1)
";

const STEPS: &str = "\
import roots


async def handler() -> None:
    for each in roots.Root.known:
        each().run()
";

/// A class that derives by way of others does not name the first.
#[test]
fn who_derives_by_way_of_others_is_asked_again_after_an_edit() {
    let edits = [("leaves.py", "middle.Other", "middle.Middle", 1)];
    let texts = [("roots.py", ROOTS), ("middle.py", MIDDLE), ("leaves.py", LEAVES), ("steps.py", STEPS)];
    assert_edits_are_seen(&texts, &edits);
}
