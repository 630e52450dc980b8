//! Every format, over one report that holds everything a report can hold: the text is the contract.

use std::path::Path;
use std::sync::Arc;

use awaitwise::finding::{Applicability, Finding, Fix, Hop, Label, Location, Severity};
use awaitwise::python::notebook::Cell;
use awaitwise::report::{self, Format};
use awaitwise::rules;
use awaitwise::scan::{FileError, Note, Report, SourceText};
use awaitwise::text::{Edit, LineIndex, Position, Span};
use serde_json::Value;

use crate::cli::Place;

const HANDLERS: &str = "import asyncio\n\nfrom app.io import pause\n\n\nasync def handler():\n    \"\u{e9}\"; pause()\n    asyncio.create_task(handler())\n";
const IO: &str = "import time\n\n\ndef pause():\n    time.sleep(\n        1,\n    )\n";
const NOTEBOOK: &str = "import time\nasync def cell():\n    time.sleep(1)\n";

fn location(path: &str, text: &str, needle: &str) -> Location {
    let start = text.find(needle).unwrap() as u32;
    let span = Span::new(start, start + needle.len() as u32);
    let index = LineIndex::new(text);
    let (start, end) = (index.position(span.start, text), index.position(span.end, text));
    Location { path: path.into(), start, end, span, cell: None }
}

fn finding(rule: &str, severity: Severity, location: Location) -> Finding {
    Finding {
        rule: rules::find(rule).unwrap().id,
        severity,
        location,
        message: "time.sleep stalls the event loop & everything <on> it".into(),
        function: Some("app.handlers.handler".into()),
        chain: Vec::new(),
        leaf: None,
        replacement: None,
        labels: Vec::new(),
        fix: None,
    }
}

fn full_report() -> Report {
    let call = location("app/my handlers.py", HANDLERS, "pause()");
    let leaf = location("app/io.py", IO, "time.sleep(\n        1,\n    )");
    let hop = |location: &Location, function: &str, call: &str| Hop {
        location: location.clone(),
        function: function.into(),
        call: call.into(),
    };
    let chained = Finding {
        chain: vec![
            hop(&call, "app.handlers.handler", "app.io.pause"),
            hop(&leaf, "app.io.pause", "time.sleep"),
        ],
        leaf: Some("time.sleep".into()),
        replacement: Some("asyncio.sleep".into()),
        ..finding("AW101", Severity::Error, call.clone())
    };
    let task = location("app/my handlers.py", HANDLERS, "asyncio.create_task(handler())");
    let lost = Finding {
        message: "the task may vanish: nobody keeps it".into(),
        labels: vec![Label {
            location: location("app/my handlers.py", HANDLERS, "handler():"),
            message: "runs here".into(),
        }],
        fix: Some(Fix {
            title: "keep the task".into(),
            applicability: Applicability::Safe,
            edits: vec![Edit::insert(task.span.start, "task = ")],
        }),
        ..finding("AW821", Severity::Warning, task)
    };
    let second = Position { line: 2, column: 5 };
    let in_cell = Location {
        cell: Some(3),
        start: second,
        end: Position { line: 2, column: 18 },
        ..location("n.ipynb", NOTEBOOK, "time.sleep(1)")
    };
    let cell = finding("AW101", Severity::Info, in_cell);
    let source = |text: &str| SourceText { text: text.to_owned(), ..SourceText::default() };
    let cells = vec![Cell { number: 1, start: 0 }, Cell { number: 3, start: 12 }];
    let sources: [(Arc<str>, SourceText); 3] = [
        ("app/my handlers.py".into(), source(HANDLERS)),
        ("app/io.py".into(), source(IO)),
        ("n.ipynb".into(), SourceText { text: NOTEBOOK.to_owned(), cells, ..SourceText::default() }),
    ];
    Report {
        findings: vec![chained, lost, cell],
        errors: vec![
            FileError {
                path: "bad.py".into(),
                position: Some(Position { line: 3, column: 1 }),
                message: "line 3: syntax error: expected an expression".into(),
            },
            FileError {
                path: "data.py".into(),
                position: None,
                message: "not a text file: it holds null bytes".into(),
            },
        ],
        notes: vec![
            Note {
                path: "app/io.py".into(),
                cell: None,
                position: Position { line: 4, column: 14 },
                message: "unknown rule: blockng-sleep in a suppression; did you mean blocking-sleep?".into(),
                unused_suppression: false,
            },
            Note {
                path: "n.ipynb".into(),
                cell: Some(3),
                position: Position { line: 2, column: 20 },
                message: "unused suppression: nothing to silence on this line".into(),
                unused_suppression: true,
            },
        ],
        files: 4,
        skipped: 1,
        suppressed: 2,
        sources: sources.into_iter().collect(),
    }
}

fn written(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    report::write(report, format, false, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn formats_are_what_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots/reports");
    let report = full_report();
    let mut different = Vec::new();
    for format in Format::ALL {
        let mut text = written(&report, *format);
        if *format == Format::Sarif {
            // The rule table has its own test; versions and pages change.
            let mut log: Value = serde_json::from_str(&text).unwrap();
            log["runs"][0]["tool"] = Value::Null;
            text = format!("{log:#}\n");
        }
        let path = folder.join(format!("{}.txt", format.name()));
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        if known != text {
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, text).unwrap();
            } else {
                different.push(awaitwise::fix::unified_diff(format.name(), &known, &text));
            }
        }
    }
    assert!(different.is_empty(), "UPDATE_SNAPSHOTS=1 cargo test writes them anew:\n{}", different.concat());
}

#[test]
fn a_clean_sarif_run_says_what_was_looked_for() {
    let log: Value =
        serde_json::from_str(&written(&Report { files: 1, ..Report::default() }, Format::Sarif)).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["results"], Value::Array(Vec::new()));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let told = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(told.len(), rules::all().len());
    for (rule, told) in rules::all().iter().zip(told) {
        assert_eq!(told["id"], rule.id.code);
        assert_eq!(told["shortDescription"]["text"], rule.page().summary);
    }
}

#[test]
fn sarif_results_point_into_the_rule_table() {
    let log: Value = serde_json::from_str(&written(&full_report(), Format::Sarif)).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    let mut prints = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        prints.push(result["partialFingerprints"]["awaitwise/v1"].as_str().unwrap().to_owned());
    }
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), 3, "two findings share a fingerprint");
}

#[test]
fn fingerprints_survive_new_lines_above() {
    let before = full_report();
    let mut after = before.clone();
    for finding in &mut after.findings {
        finding.location.start.line += 10;
        finding.location.end.line += 10;
    }
    let prints = |report: &Report| {
        let issues: Value = serde_json::from_str(&written(report, Format::Gitlab)).unwrap();
        issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(prints(&before), prints(&after));
}

#[test]
fn nothing_to_tell_is_valid_in_every_format() {
    let clean = Report { files: 2, ..Report::default() };
    for format in Format::ALL {
        let text = written(&clean, *format);
        match format {
            Format::Full | Format::Concise | Format::Github => assert_eq!(text, "", "{}", format.name()),
            Format::Junit => assert!(text.contains("tests=\"1\" failures=\"0\" errors=\"0\""), "{text}"),
            Format::Json | Format::JsonLines | Format::Sarif | Format::Gitlab => {
                serde_json::from_str::<Value>(&text).unwrap();
            }
        }
    }
    assert_eq!(report::summary(&clean), "no findings in 2 files");
    let unread = Report { errors: full_report().errors, ..clean };
    assert_eq!(report::summary(&unread), "no findings in 2 files, 2 not read in full");
}

/// Whatever makes the exit code 1 is told in every format.
#[test]
fn a_suppression_that_silences_nothing_is_told_in_every_format() {
    let unused = &b"x = 1  # awaitwise: ignore[nested-run]\ny = 1  # awaitwise: ignore[nested-run]\n"[..];
    let place = Place::new(&[("app.py", unused)]);
    for format in Format::ALL {
        let ran = place.run(&["scan", "--report-unused-suppressions", "--format", format.name()]);
        let told = ran.stdout.matches("unused suppression: nothing to silence on this line").count();
        // GitLab compares issues by what they say, too.
        let expected = if *format == Format::Gitlab { 4 } else { 2 };
        assert_eq!((ran.code, told), (1, expected), "{}: {}", format.name(), ran.stdout);
        if format.is_text() {
            assert_eq!(ran.stderr, "no findings in 1 file, 2 faulty suppressions\n");
        }
    }
    let counted: Value = serde_json::from_str(
        &place.run(&["scan", "--format", "json", "--report-unused-suppressions"]).stdout,
    )
    .unwrap();
    assert_eq!(counted["summary"]["notes"], 2);
}

#[test]
fn gitlab_issues_are_told_apart() {
    let mut report = full_report();
    report.notes.extend(report.notes.clone());
    let issues: Value = serde_json::from_str(&written(&report, Format::Gitlab)).unwrap();
    let mut prints: Vec<&str> =
        issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
    let count = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), count, "two issues share a fingerprint");
}

/// Only what was looked for can be missing.
#[test]
fn suppressions_are_judged_by_the_rules_that_ran() {
    let blocks = "import time\nasync def m():\n    time.sleep(1)  # ";
    let idle = "x = 1  # ";
    for (code, comment, arguments, unused) in [
        (blocks, "noqa: AW101", &[][..], 0),
        (blocks, "noqa: AW101", &["--select", "AW102"], 0),
        (blocks, "awaitwise: ignore[blocking]", &["--ignore", "blocking-sleep"], 0),
        (blocks, "noqa: AW101", &["--config", "lenient.toml"], 0),
        (blocks, "noqa: AW101", &["--config", "light.toml"], 0),
        (blocks, "noqa: AW102", &[], 1),
        (idle, "noqa: AW101", &[], 1),
        (idle, "noqa: AW101", &["--select", "AW101"], 1),
        (idle, "noqa: AW101, AW102", &["--select", "AW101"], 0),
        (idle, "awaitwise: ignore[blocking]", &[], 1),
        (idle, "awaitwise: ignore[blocking]", &["--select", "AW101"], 0),
        (idle, "awaitwise: ignore[needless-async]", &[], 0),
        (idle, "awaitwise: ignore[needless-async]", &["--select", "ALL"], 1),
    ] {
        let place = Place::new(&[
            ("app.py", format!("{code}{comment}\n").as_bytes()),
            ("lenient.toml", b"[per-file-ignores]\n\"app.py\" = [\"AW101\"]\n"),
            ("light.toml", b"min-severity = \"error\"\n[severity]\nAW101 = \"info\"\n"),
        ]);
        let scan = ["scan", "--report-unused-suppressions", "--format", "concise"];
        let ran = place.run(&[&scan, arguments].concat());
        let told = ran.stdout.matches("unused suppression").count();
        assert_eq!(told, unused, "{code}{comment} with {arguments:?}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.code < 2, "{}", ran.stderr);
    }
}
