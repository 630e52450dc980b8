//! A scan that nobody waits for any longer comes to its end, wherever it is.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use awaitwise::scan::{Control, Options, ScanError, Session, StopFlag, mend_texts, scan_texts};
use awaitwise::text::Source;
use serde_json::json;
use tempfile::tempdir;

use crate::client::{Client, Era, ended, meta};

/// Far less than what any of the texts below takes, far more than stopping takes: a bound on a busy machine, not a measurement.
const SOON: Duration = Duration::from_millis(1_500);

/// Texts that take long, each in another part of the analysis.
fn slow_texts() -> Vec<(&'static str, String)> {
    let repeated = |head: &str, line: &str, times: usize| format!("{head}{}", line.repeat(times));
    let classes = (1..4_000).map(|number| format!("class C{number}(C{}):\n    pass\n", number - 1));
    let functions = (0..20_000).map(|number| format!("async def f{number}():\n    time.sleep(1)\n\n\n"));
    vec![
        ("sites", repeated("import time\nasync def m():\n", "    time.sleep(1)\n", 30_000)),
        ("opened", repeated("async def m(x):\n", "    with open(x) as f:\n        f.read()\n", 10_000)),
        (
            "handlers",
            repeated(
                "async def m(x):\n",
                "    try:\n        await x\n    except BaseException:\n        pass\n",
                10_000,
            ),
        ),
        (
            "tasks",
            repeated(
                "import asyncio\nasync def w(): pass\nasync def m():\n",
                "    asyncio.create_task(w())\n",
                10_000,
            ),
        ),
        (
            "classes",
            format!(
                "class C0:\n    def f(self):\n        pass\n{}async def m():\n    C3999().f()\n",
                classes.collect::<String>()
            ),
        ),
        ("functions", format!("import time\n\n\n{}", functions.collect::<String>())),
    ]
}

/// How long it takes to end what began `after` before, and whether it ended for that reason.
fn time_to_stop<T>(after: Duration, work: impl FnOnce(&Control<'_>) -> Result<T, ScanError>) -> Duration {
    let stop = StopFlag::default();
    let stopped = Arc::new(AtomicBool::new(false));
    let (flag, noted) = (stop.clone(), Arc::clone(&stopped));
    let timer = thread::spawn(move || {
        thread::sleep(after);
        noted.store(true, Ordering::SeqCst);
        flag.set();
        Instant::now()
    });
    let outcome = work(&Control { stop, ..Control::default() });
    let ended = Instant::now();
    if stopped.load(Ordering::SeqCst) {
        assert!(matches!(outcome, Err(ScanError::Cancelled)) || outcome.is_ok());
    }
    ended.saturating_duration_since(timer.join().unwrap())
}

#[test]
fn every_part_of_the_analysis_stops_soon() {
    for (name, text) in slow_texts() {
        let (texts, options) = ([Source::new("a.py", text)], Options::default());
        let (early, late) = (Duration::from_millis(300), Duration::from_millis(1_200));
        let scanned = time_to_stop(early, |control| scan_texts(&texts, &options, control));
        let mended = time_to_stop(late, |control| mend_texts(&texts, &options, false, control));
        assert!(scanned < SOON && mended < SOON, "{name}: {scanned:?}, {mended:?}");
    }
}

/// What was stopped leaves nothing behind that a later scan takes for true.
#[test]
fn a_session_is_whole_after_a_scan_that_was_stopped() {
    let folder = tempdir().unwrap();
    for number in 0..40 {
        let text = format!(
            "import time\nfrom m{} import g as h\n\n\ndef g():\n    time.sleep(1)\n\n\nasync def f():\n    h()\n    g()\n",
            (number + 1) % 40
        );
        std::fs::write(folder.path().join(format!("m{number}.py")), text).unwrap();
    }
    let paths = [folder.path().to_path_buf()];
    let options = Options::default();
    let whole = Session::new().scan(&paths, &options, &Control::default()).unwrap();
    assert_eq!(whole.findings.len(), 80);
    let session = Session::new();
    for after in (0..60).step_by(3) {
        time_to_stop(Duration::from_millis(after), |control| session.scan(&paths, &options, control));
        assert_eq!(session.scan(&paths, &options, &Control::default()).unwrap(), whole, "{after}");
    }
}

/// A tool that runs would hold the process up for three seconds.
#[test]
fn a_cancelled_call_computes_no_longer() {
    let folder = tempdir().unwrap();
    for tool in ["scan_blocking_calls", "fix_blocking_calls"] {
        for (name, text) in slow_texts() {
            let mut client = Client::open(folder.path(), Era::Legacy);
            let files = json!([{"name": "a.py", "text": text}]);
            let call = client.ask("tools/call", json!({"name": tool, "arguments": {"files": files}}));
            thread::sleep(Duration::from_millis(700));
            let params = json!({"requestId": call});
            client.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params}));
            let start = Instant::now();
            let (status, _, log) = client.leave();
            assert!(status.success(), "{log}");
            let took = start.elapsed();
            assert!(took < SOON, "{tool} {name}: {took:?}");
        }
    }
}

/// Nothing is told of this call before its end: only the closed output says that nobody waits.
#[cfg(unix)]
#[test]
fn a_client_that_is_gone_ends_what_it_asked_for() {
    let folder = tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_awaitwise"))
        .arg("serve")
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let files = json!([{"name": "a.py", "text": slow_texts().remove(0).1}]);
    let params = json!({"name": "scan_blocking_calls", "arguments": {"files": files}, "_meta": meta()});
    writeln!(input, "{}", json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}))
        .unwrap();
    thread::sleep(Duration::from_millis(500));
    drop((input, child.stdout.take()));
    let start = Instant::now();
    assert!(ended(child).success());
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}
