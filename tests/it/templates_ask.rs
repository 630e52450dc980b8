//! `awaitwise new --interactive` on a pseudo-terminal, and without one.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use awaitwise::template::{Request, render};
use serde_json::json;

use crate::environment::{pythons, repository};
use crate::templates::{folder, request, shipped};

/// Runs the program in `place` and gives it these answers, one a question: exit status and everything on the screen.
fn talk(place: &Path, arguments: &[&str], answers: &[&str]) -> (i32, String) {
    let output = Command::new(&pythons()[0].path)
        .arg(repository().join("tests/templates/terminal.py"))
        .arg(place)
        .arg(json!(answers).to_string())
        .arg(env!("CARGO_BIN_EXE_awaitwise"))
        .args(["--color", "never", "new", "--interactive"])
        .args(arguments)
        .output()
        .expect("the driver runs");
    let screen = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
    (output.status.code().expect("a status"), screen)
}

#[test]
fn each_answer_is_checked_at_once_and_asked_for_again() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("taken"), "a file").expect("a file");
    let answers = [
        "nine",
        "99",
        "library",
        "class",
        "my-lib",
        "2.7",
        "3.13",
        "precomit",
        "no-ci, no-precommit",
        "WTF",
        "MIT",
        "Ada Lovelace",
        "taken",
        "",
    ];
    let (status, screen) = talk(place.path(), &[], &answers);
    assert_eq!(status, 0, "{screen}");
    for shown in [
        "error: give a number from 1 to 8",
        "error: name `class` is a Python keyword",
        "error: python `2.7` is not a version",
        "did you mean",
        "error: license `WTF` is not known",
        "error: destination `taken` is a file",
        "awaitwise new library my-lib --python 3.13 --author 'Ada Lovelace' --license MIT --dest my-lib --option no-ci",
    ] {
        assert!(screen.contains(shown), "{shown}\n{screen}");
    }
    let wanted = Request {
        python: Some("3.13".to_owned()),
        options: vec!["no-ci".to_owned(), "no-precommit".to_owned()],
        license: Some("MIT".to_owned()),
        author: Some("Ada Lovelace".to_owned()),
        ..request("library", "my-lib")
    };
    let project = render(&shipped(), &wanted).expect("a project");
    let mut written = folder(&place.path().join("my-lib"));
    written.sort();
    let expected: Vec<(String, Vec<u8>)> =
        project.files.into_iter().map(|file| (file.path, file.text.into_bytes())).collect();
    assert_eq!(written, expected);
}

#[test]
fn defaults_are_taken_with_empty_answers_and_arguments_are_not_asked_for() {
    let place = tempfile::tempdir().expect("a folder");
    let (status, screen) = talk(place.path(), &["cli", "--python", "3.12"], &["tool", "", "", ""]);
    assert_eq!(status, 0, "{screen}");
    assert!(!screen.contains("Oldest Python"), "{screen}");
    assert!(place.path().join("tool/src/tool/__main__.py").exists());
    assert!(!place.path().join("tool/LICENSE").exists());
}

#[test]
fn an_end_in_the_middle_leaves_nothing() {
    for (key, status, told) in [("^D", 2, "nothing was written"), ("^C", 130, "")] {
        for before in [&[][..], &["1"], &["1", "app", ""], &["1", "app", "", "", ""]] {
            let place = tempfile::tempdir().expect("a folder");
            let answers = [before, &[key]].concat();
            let (code, screen) = talk(place.path(), &[], &answers);
            assert_eq!(code, status, "{screen}");
            assert!(screen.contains(told), "{screen}");
            assert_eq!(fs::read_dir(place.path()).expect("readable").count(), 0);
        }
    }
}

#[test]
fn without_a_terminal_the_arguments_are_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_awaitwise"))
        .args(["new", "--interactive"])
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    for word in ["needs a terminal", "KIND NAME", "--python", "--option", "--dest", "--list"] {
        assert!(error.contains(word), "{word}: {error}");
    }
}
