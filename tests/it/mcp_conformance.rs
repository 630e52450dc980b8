//! The protocol's own conformance suite. It speaks HTTP alone, so a bridge stands between it and the server.
//!
//! Left out are scenarios about HTTP, and those that call tools, prompts and resources of the suite's own invention. The suite
//! also holds the server's messages against the protocol's schema.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::environment::repository;
use crate::mcp_clients::node;

const OLD: &[&str] = &["2025-06-18", "2025-11-25"];
const ALL: &[&str] = &["2025-06-18", "2025-11-25", "2026-07-28"];
const NEW: &[&str] = &["2026-07-28"];

/// Scenarios and the versions of the protocol in which they are played.
const SCENARIOS: &[(&str, &[&str])] = &[
    ("server-initialize", OLD),
    ("ping", OLD),
    ("tools-list", ALL),
    ("prompts-list", ALL),
    ("resources-list", ALL),
    ("server-stateless", NEW),
    ("caching", NEW),
    ("sep-2164-resource-not-found", NEW),
    ("input-required-result-unsupported-methods", NEW),
    ("sep-2640-skills-enumeration", NEW),
    ("sep-2640-skills-manifest", NEW),
    ("sep-2640-skills-directory", NEW),
];

/// Checks within those scenarios that are about HTTP, or about tools that only the suite's own example has.
const ELSEWHERE: &[&str] = &[
    "sep-2575-http-",
    "sep-2575-missing-capability-http-400",
    "sep-2575-server-rejects-undeclared-capability",
    "sep-2575-server-no-log-without-loglevel",
];

struct Bridge {
    process: Child,
    url: String,
    folder: TempDir,
}

impl Bridge {
    fn start(node: &PathBuf) -> Self {
        let folder = tempdir().unwrap();
        let mut process = Command::new(node)
            .arg(repository().join("tests/clients/bridge.mjs"))
            .args([env!("CARGO_BIN_EXE_awaitwise").as_ref(), folder.path()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { process, url: url.trim().to_owned(), folder }
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        // It ends with its input; an end that has come already is fine.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// The checks of a scenario: id, status and what was wrong.
fn play(bridge: &Bridge, scenario: &str, version: &str) -> Vec<(String, String, String)> {
    let (node, packages) = node();
    let results = bridge.folder.path().join(format!("{scenario}-{version}"));
    let output = Command::new(node)
        .arg(packages.join("node_modules/@modelcontextprotocol/conformance/dist/index.js"))
        .args(["server", "--url", &bridge.url, "--scenario", scenario, "--spec-version", version])
        .arg("--force")
        .arg("--output-dir")
        .arg(&results)
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let written = std::fs::read_dir(&results).unwrap_or_else(|error| panic!("{scenario}: {error}\n{said}"));
    let file = written.flatten().next().unwrap().path().join("checks.json");
    let checks: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let text = |check: &Value, key: &str| check[key].as_str().unwrap_or_default().to_owned();
    checks
        .iter()
        .map(|check| (text(check, "id"), text(check, "status"), text(check, "errorMessage")))
        .collect()
}

#[test]
fn the_conformance_suite_finds_no_fault() {
    let (node, _) = node();
    let bridge = Bridge::start(&node);
    let runs: Vec<(&str, &str)> = SCENARIOS
        .iter()
        .flat_map(|(scenario, versions)| versions.iter().map(move |version| (*scenario, *version)))
        .collect();
    let bridge = &bridge;
    let wrong: Vec<String> = thread::scope(|scope| {
        let played: Vec<_> = runs
            .iter()
            .map(|(scenario, version)| (scenario, version, scope.spawn(|| play(bridge, scenario, version))))
            .collect();
        let judged = played.into_iter().flat_map(|(scenario, version, checks)| {
            let mut own = checks.join().unwrap();
            own.retain(|(id, ..)| !ELSEWHERE.iter().any(|part| id.starts_with(part)));
            assert!(own.iter().any(|(_, status, _)| status == "SUCCESS"), "{scenario} {version}: {own:?}");
            own.retain(|(_, status, _)| matches!(status.as_str(), "FAILURE" | "WARNING"));
            own.into_iter()
                .map(move |(id, status, why)| format!("{scenario} {version}: {id}: {status}: {why}"))
        });
        judged.collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
