//! Fixes: what they leave behind parses, is judged better and never worse, does what it did, and is fixed for good.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use awaitwise::finding::{Finding, Severity};
use awaitwise::scan::{Control, Mending, Options, Report, Session, mend_texts, scan_texts};
use awaitwise::text::Source;

use crate::cases;
use crate::environment::{python_sources, pythons, run};

fn options() -> Options {
    Options {
        select: vec!["ALL".to_owned()],
        min_severity: Some(Severity::Info),
        keep_sources: true,
        ..Options::default()
    }
}

/// How often each rule speaks of each function.
fn counts(findings: &[Finding]) -> BTreeMap<(String, &'static str, Option<String>), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        let path = finding.location.path.to_string();
        *counts.entry((path, finding.rule.name, finding.function.clone())).or_default() += 1;
    }
    counts
}

/// What is wrong with a fix of everything that `before` found.
fn faults(before: &Report, mending: &Mending, again: &Mending) -> Vec<String> {
    let mut faults = Vec::new();
    let known = counts(&before.findings);
    for (key, count) in counts(&mending.report.findings) {
        let had = known.get(&key).copied().unwrap_or_default();
        if count > had {
            faults.push(format!("{}: {} more {} in {:?}", key.0, count - had, key.1, key.2));
        }
    }
    let fixable = |report: &Report| report.findings.iter().filter(|finding| finding.fix.is_some()).count();
    let (had, left) = (fixable(before), fixable(&mending.report));
    if left > 0 {
        faults.push(format!("{left} of {had} findings are still to be fixed"));
    }
    if before.findings.len() < mending.report.findings.len() + had {
        let (first, last) = (before.findings.len(), mending.report.findings.len());
        faults.push(format!("{had} of {first} findings had a fix, and {last} are left"));
    }
    if mending.report.errors.len() > before.errors.len() {
        faults.push(format!("{:?}", mending.report.errors));
    }
    for change in &again.changes {
        faults.push(format!("a second run changes {}:\n{}", change.path, change.diff()));
    }
    for change in &mending.changes {
        let line_end = |text: &str| (text.contains("\r\n"), text.replace("\r\n", "").contains('\n'));
        if line_end(&change.before) != line_end(&change.after) {
            faults.push(format!("{}: other line ends", change.path));
        }
        faults.extend(strays(before, change));
    }
    faults
}

/// Lines that were changed although no fix spoke of them.
fn strays(before: &Report, change: &awaitwise::scan::Change) -> Vec<String> {
    let index = awaitwise::text::LineIndex::new(&change.before);
    let mut spoken_of: Vec<u32> = Vec::new();
    let here = before.findings.iter().filter(|finding| finding.location.path == change.path);
    for edit in here.filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.edits) {
        spoken_of.extend(index.line(edit.span.start)..=index.line(edit.span.end));
    }
    let edits = awaitwise::fix::line_edits(&change.before, &change.after);
    let lines = edits.iter().flat_map(|edit| edit.start_line..edit.end_line);
    lines
        .filter(|line| !spoken_of.contains(&(*line as u32)))
        .map(|line| format!("{}:{line} was changed, and no fix speaks of it", change.path))
        .collect()
}

fn with_changes(texts: &[Source], mending: &Mending) -> Vec<Source> {
    let changed = |source: &Source| {
        let change = mending.changes.iter().find(|change| change.path == source.path);
        change.map_or_else(|| source.clone(), |change| Source::new(&*source.path, change.after.as_str()))
    };
    texts.iter().map(changed).collect()
}

fn faults_of_texts(texts: &[Source]) -> (usize, Vec<String>) {
    let control = Control::default();
    let before = scan_texts(texts, &options(), &control).unwrap();
    if before.findings.iter().all(|finding| finding.fix.is_none()) {
        return (0, Vec::new());
    }
    let mending = mend_texts(texts, &options(), true, &control).unwrap();
    let again = mend_texts(&with_changes(texts, &mending), &options(), true, &control).unwrap();
    (mending.applied, faults(&before, &mending, &again))
}

#[test]
fn every_fix_of_the_cases_is_sound() {
    let mut wrong = String::new();
    let mut applied = 0;
    for (page, cases) in cases::pages("tests/it/cases") {
        for case in cases {
            let (fixes, faults) = faults_of_texts(&case.files);
            applied += fixes;
            for fault in faults {
                writeln!(wrong, "{page}.md: {}: {fault}", case.title).unwrap();
            }
        }
    }
    println!("{applied} fixes");
    assert!(applied > 100, "the cases have fixes: {applied}");
    assert!(wrong.is_empty(), "{wrong}");
}

/// Programs whose output is known before and after: `output` for both, or `before` and `after`.
#[test]
fn programs_do_what_they_did() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = String::new();
    let mut count = 0;
    let interpreters = pythons();
    for (page, cases) in cases::pages("tests/it/fixes") {
        for case in cases {
            count += 1;
            let text = |name: &str| {
                case.files.iter().find(|file| &*file.path == name).map(|file| file.text.trim().to_owned())
            };
            let code: Vec<Source> =
                case.files.iter().filter(|file| file.path.ends_with(".py")).cloned().collect();
            let least = case
                .files
                .iter()
                .find_map(|file| file.text.lines().find_map(|line| line.strip_prefix("# since 3.")));
            let least: u32 = least.map_or(0, |minor| minor.trim().parse().unwrap());
            let mending = mend_texts(&code, &options(), true, &Control::default()).unwrap();
            let fixed = with_changes(&code, &mending);
            let (_, faults) = faults_of_texts(&code);
            let mut told: Vec<String> = faults;
            if mending.applied == 0 && text("unfixed").is_none() {
                told.push("nothing was fixed".to_owned());
            }
            for interpreter in interpreters.iter().filter(|interpreter| interpreter.version.1 >= least) {
                for (name, files) in [("before", &code), ("after", &fixed)] {
                    let Some(expected) = text(name).or_else(|| text("output")) else { continue };
                    let output = output_of(&interpreter.path, folder.path(), files);
                    if output.trim() != expected {
                        told.push(format!(
                            "{name} on {:?}: {output}\n{}",
                            interpreter.version,
                            mending.diff()
                        ));
                    }
                }
            }
            for fault in told {
                writeln!(wrong, "{page}.md: {}: {fault}", case.title).unwrap();
            }
        }
    }
    assert!(count > 10 && wrong.is_empty(), "{count} programs\n{wrong}");
}

fn output_of(python: &Path, folder: &Path, files: &[Source]) -> String {
    for file in files {
        std::fs::write(folder.join(&*file.path), &*file.text).unwrap();
    }
    let output = Command::new(python).args(["-B", "main.py"]).current_dir(folder).output().unwrap();
    let last = String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned();
    let failed = if output.status.success() { String::new() } else { last };
    String::from_utf8(output.stdout).unwrap() + &failed
}

/// Shapes that trip whoever edits lines: each must be fixed soundly, or left alone.
#[test]
fn odd_texts_are_fixed_soundly() {
    let helper = "import asyncio\nimport time\n\n\nasync def work():\n    await asyncio.sleep(0)\n\n\n";
    let bodies = [
        "async def main():\n\ttime.sleep(1)\n\tasyncio.create_task(work())  # note\n",
        "\x0casync def main():\n    time.sleep(1)\n\x0c\n    open('x').close()\n",
        "async def main():\r\n    time.sleep(1)\r\n    asyncio.create_task(work())\r\n",
        "async def main(a):\n    if a: asyncio.create_task(work())\n    time.sleep(1); asyncio.create_task(work())\n",
        "async def main():\n    try: await work()\n    except BaseException: pass\n",
        "async def main():\n    try:\n        await work()\n    except (ValueError, asyncio.CancelledError):\n        print(1)  # why\n",
        "async def main():\n    x = open(  # one\n        'x',  # two\n        encoding='utf-8',\n    )  # three\n    x.close()\n",
        "async def main():\n    def inner(): pass\n    x = f\"{time.sleep(1)}\"\n    work() \\\n        ; work()\n",
        "async def main():\n    class Inner:\n        x = open('x')\n    return Inner\n",
        "async def main():\n    with lock:\n        time.sleep(1)\n    try:\n        pass\n    finally:\n        open('x')\n",
    ];
    let mut wrong = String::new();
    for body in bodies {
        for imports in
            ["", "import os; import re  # both\n", "'''doc'''\nfrom __future__ import annotations  # first\n"]
        {
            let text = format!("{imports}{helper}{body}");
            let text =
                if body.contains("\r\n") { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text };
            let alone = (!body.contains("work")).then(|| format!("{imports}import time\n\n\n{body}"));
            for text in std::iter::once(text).chain(alone) {
                let (_, faults) = faults_of_texts(&[Source::new("main.py", text.as_str())]);
                for fault in faults {
                    writeln!(wrong, "{text:?}: {fault}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Lines may end with a carriage return alone.
#[test]
fn what_is_added_ends_as_the_lines_of_the_file_do() {
    let lines =
        "import time\n\n\nasync def main(work):\n    time.sleep(1)\n    if work:\n        open(work)\n";
    let fixed = |text: String| {
        let sources = [Source::new("main.py", text)];
        let mending = mend_texts(&sources, &options(), true, &Control::default()).unwrap();
        mending.changes[0].after.clone()
    };
    let expected = fixed(lines.to_owned());
    assert!(expected.starts_with("import time\nimport asyncio\n"), "{expected}");
    for end in ["\r", "\r\n"] {
        assert_eq!(fixed(lines.replace('\n', end)), expected.replace('\n', end), "{end:?}");
    }
}

/// A file that mixes line ends keeps each of them; what is added takes those of the first line.
#[test]
fn mixed_line_ends_stay_as_they_are() {
    let text = "import time\r\n\n\r\nasync def main():\n    time.sleep(1)\r\n    print(1)\n";
    let mending =
        mend_texts(&[Source::new("main.py", text)], &options(), false, &Control::default()).unwrap();
    assert_eq!(
        mending.changes[0].after,
        "import time\r\nimport asyncio\r\n\n\r\nasync def main():\n    await asyncio.sleep(1)\r\n    print(1)\n"
    );
}

/// Formatters want a space behind a comma, and one only.
#[test]
fn arguments_of_threads_are_spaced_as_formatters_want_it() {
    for (arguments, after) in [
        ("b\"x\"", ", b\"x\""),
        ("rb'x', 1", ", rb'x', 1"),
        ("(y := x)", ", (y := x)"),
        ("f\"{x}\" \"x\"", ", f\"{x}\" \"x\""),
        ("file=x", ", file=x"),
        ("*x", ", *x"),
        ("**x", ", **x"),
        (" x", ", x"),
        ("\n        x,\n    ", ",\n        x,\n    "),
        ("  # why\n        x\n    ", ",  # why\n        x\n    "),
        ("", ""),
    ] {
        let text = format!("import asyncio\n\n\nasync def main(x):\n    open({arguments})\n");
        let mending =
            mend_texts(&[Source::new("main.py", text.as_str())], &options(), false, &Control::default())
                .unwrap();
        let expected =
            text.replace(&format!("open({arguments}"), &format!("await asyncio.to_thread(open{after}"));
        assert_eq!(mending.changes.first().map(|change| &change.after), Some(&expected), "{arguments}");
    }
}

/// Comments stay on their lines, statements in their blocks.
#[test]
fn what_stands_around_an_edit_stays() {
    let text = "import time  # noqa: E402\n\n\nasync def main():\n    time.sleep(1)  # a second\n";
    let mending =
        mend_texts(&[Source::new("main.py", text)], &options(), false, &Control::default()).unwrap();
    assert_eq!(
        mending.changes[0].after,
        "import time  # noqa: E402\nimport asyncio\n\n\nasync def main():\n    await asyncio.sleep(1)  # a second\n"
    );
    let text = "import asyncio\n\n\nasync def main(a, work):\n    if a: asyncio.create_task(work())\n";
    let mending =
        mend_texts(&[Source::new("main.py", text)], &options(), false, &Control::default()).unwrap();
    assert!(mending.changes.is_empty(), "the lines that keep the task have no place: {}", mending.diff());
}

/// The long proof: large projects, fixed in a copy.
#[test]
fn fixes_of_large_projects_are_sound() {
    if std::env::var_os("AWAITWISE_PROVE").is_none() {
        return;
    }
    let sources = python_sources("tests/it/fixes/requirements.txt");
    let copy = tempfile::tempdir().unwrap();
    let newest = &pythons().last().unwrap().path;
    let control = Control::default();
    let mut wrong = String::new();
    for entry in std::fs::read_dir(&sources).unwrap() {
        let path = entry.unwrap().path();
        if !path.join("__init__.py").is_file() {
            continue;
        }
        let folder = copy.path().join(path.file_name().unwrap());
        run(Command::new("cp").arg("-r").arg(&path).arg(&folder));
        let paths: &[PathBuf] = std::slice::from_ref(&folder);
        let parses = "import ast, pathlib, sys, warnings\nwarnings.simplefilter('ignore')\nfor path in sorted(pathlib.Path(sys.argv[1]).rglob('*.py')):\n    try: ast.parse(path.read_bytes())\n    except SyntaxError as error: print(path, error)\n";
        let broken = || run(Command::new(newest).args(["-c", parses]).arg(&folder));
        let was_broken = broken();
        let session = Session::new();
        let before = session.scan(paths, &options(), &control).unwrap();
        let mut mending = session.mend(paths, &options(), true, &control).unwrap();
        for error in session.write(&mut mending, paths, &options(), &control).unwrap() {
            writeln!(wrong, "{error}").unwrap();
        }
        let again = Session::new().mend(paths, &options(), true, &control).unwrap();
        for fault in faults(&before, &mending, &again) {
            writeln!(wrong, "{fault}").unwrap();
        }
        if broken() != was_broken {
            writeln!(wrong, "{}", broken()).unwrap();
        }
        println!("{}: {} fixes in {} files", folder.display(), mending.applied, mending.changes.len());
    }
    assert!(wrong.is_empty(), "{wrong}");
}
