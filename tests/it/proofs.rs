//! The skills tell the truth: every block of their pages runs, every claim is proven, and their scripts and assets do
//! what they promise. The work is done by the programs in `tests/skill`; these tests start them.

use std::path::Path;
use std::process::Command;

use crate::environment::{Interpreter, python, python_on, pythons, repository, run};

const REQUIREMENTS: &str = "tests/skill/requirements.txt";

/// Runs on every interpreter from the pattern's least version up, and prints a line for each pattern.
#[test]
fn every_block_runs_and_every_claim_is_proven() {
    let mut command = Command::new(python(REQUIREMENTS));
    command.arg(repository().join("tests/skill/run_proofs.py"));
    for interpreter in pythons() {
        command.arg("--python").arg(python_on(interpreter, REQUIREMENTS));
    }
    let report = run(&mut command);
    println!("{report}");
    assert!(report.trim_end().ends_with(" passed, 0 failed"), "{report}");
}

#[test]
fn the_one_file_service_loses_nothing_when_it_is_stopped() {
    run(Command::new(python(REQUIREMENTS)).arg(repository().join("tests/skill/check_project_template.py")));
}

/// Among it: the small script and this binary report the same of a file with direct calls.
#[test]
fn the_scripts_work_wherever_they_are_copied() {
    run(Command::new(python(REQUIREMENTS))
        .arg(repository().join("tests/skill/check_scripts.py"))
        .args(["--awaitwise", env!("CARGO_BIN_EXE_awaitwise")]));
}

/// The stubs use syntax of Python 3.13; without it on the machine there is nothing that could read them.
#[test]
fn the_table_of_the_script_comes_from_the_catalogue() {
    let newest: &Interpreter = pythons().last().unwrap();
    if newest.version < (3, 13) {
        println!("not compared: no CPython 3.13 on this machine");
        return;
    }
    run(Command::new(&newest.path).arg(repository().join("tests/catalogue/generate_script_table.py")));
}

/// The form of the Agent Skills specification, with as many prompts that should trigger as that should not.
#[test]
fn the_evals_hold_twenty_prompts_of_each_kind() {
    let path = repository().join("skills/python-async-patterns/evals/evals.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let folder = path.ancestors().nth(2).and_then(Path::file_name).unwrap();
    assert_eq!(data["skill_name"].as_str(), folder.to_str());
    let evals = data["evals"].as_array().unwrap();
    let should = evals.iter().filter(|eval| eval["should_trigger"] == true).count();
    assert_eq!((evals.len(), should), (40, 20));
    for (number, eval) in (1_u64..).zip(evals) {
        assert_eq!(eval["id"].as_u64(), Some(number));
        for key in ["prompt", "expected_output"] {
            assert!(eval[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {eval}");
        }
    }
}
