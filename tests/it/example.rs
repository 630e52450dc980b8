//! The example project of the skill has the faults that its README lists, and no others.

use std::collections::BTreeSet;
use std::process::Command;

use crate::environment::repository;

/// `pricewatch/app.py:19 AW105 blocking-database`
type Row = String;

/// The rows of the README's table: place and rule.
fn listed(readme: &str) -> BTreeSet<Row> {
    readme
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split(" | ");
            Some(format!("{} {}", cells.next()?.trim_end_matches('`'), cells.next()?))
        })
        .collect()
}

#[test]
fn a_scan_of_the_example_finds_exactly_what_its_readme_lists() {
    let folder = repository().join("skills/python-async-patterns/assets/example");
    let output = Command::new(env!("CARGO_BIN_EXE_awaitwise"))
        .args(["scan", "--format", "json", "--no-cache", "."])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let found: BTreeSet<Row> = findings
        .iter()
        .map(|finding| {
            let (path, rule) = (finding["path"].as_str().unwrap(), &finding["rule"]);
            let line = &finding["range"]["start"]["line"];
            format!("{path}:{line} {} {}", rule["code"].as_str().unwrap(), rule["name"].as_str().unwrap())
        })
        .collect();
    let listed = listed(&std::fs::read_to_string(folder.join("README.md")).unwrap());
    assert_eq!(found.len(), findings.len(), "each finding is in a line of its own");
    assert_eq!(found, listed);
    assert_eq!(listed.len(), 13, "the README and the skill speak of thirteen faults");
}
