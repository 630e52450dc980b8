//! A session after edits of the end of a module, where new functions stand that nobody calls yet.

use awaitwise::scan::Session;

use crate::edits::scan;

/// What functions say that come, change and go at the end of a module, one edit after the other.
#[test]
fn functions_at_the_end_come_change_and_go() {
    let base = "\
import asyncio
import time


def pause(really=True):
    if really:
        time.sleep(1)


async def handler() -> None:
    pause(False)
    silent()


def silent():
    print('silent')
";
    // What stands at the end, and how much is found then.
    let ends = [
        ("async def new():\n    time.sleep(1)\n", 1),
        ("async def new():\n    time.sleep(1)\n    time.sleep(2)\n", 2),
        ("async def new():\n    pause()\n", 1),
        ("async def new():\n    pause(False)\n", 0),
        ("", 0),
        ("def new():\n    time.sleep(1)\n", 0),
        ("def new():\n    time.sleep(1)\n\n\nasync def newer():\n    new()\n", 1),
        ("async def newer():\n    new()\n\n\ndef new():\n    time.sleep(1)\n", 1),
        ("async def newer():\n    silent()\n", 0),
        ("async def new():\n    asyncio.get_running_loop().call_soon(pause)\n", 1),
        ("async def new():\n    for each in range(3):\n        pause(bool(each))\n", 1),
        ("def new():\n    pass\n", 0),
        ("def new():\n    pause()\n", 0),
        ("", 0),
    ];
    let folder = tempfile::tempdir().unwrap();
    let module = folder.path().join("module.py");
    std::fs::write(&module, base).unwrap();
    let session = Session::new();
    assert_eq!(scan(&session, folder.path()).findings.len(), 0);
    for (end, found) in ends {
        std::fs::write(&module, format!("{base}\n\n{end}")).unwrap();
        let report = scan(&session, folder.path());
        assert_eq!(report, scan(&Session::new(), folder.path()), "with {end}");
        assert_eq!(report.findings.len(), found, "with {end}");
    }
    // What only showed nothing before is called by others.
    std::fs::write(&module, base.replace("print('silent')", "time.sleep(1)")).unwrap();
    let report = scan(&session, folder.path());
    assert_eq!((report.findings.len(), report), (1, scan(&Session::new(), folder.path())));
}
