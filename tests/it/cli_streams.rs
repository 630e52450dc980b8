//! Standard output that takes nothing.

use std::process::Stdio;

use crate::cli::{CLEAN, Place};

const WRITERS: &[&[&str]] = &[
    &["explain", "--list"],
    &["scan", "--format", "sarif"],
    &["config", "--schema"],
    &["completions", "zsh"],
    &["--version"],
    &["--help"],
];

#[test]
fn a_closed_pipe_is_no_failure() {
    let place = Place::new(&[CLEAN]);
    for arguments in WRITERS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = place.command(arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let place = Place::new(&[CLEAN]);
    for arguments in WRITERS {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = place.command(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        let is_told = stderr.starts_with("error: ") && stderr.contains("No space left on device");
        assert!(output.status.code() == Some(2) && is_told, "{arguments:?}: {stderr}");
    }
}

/// One line a finding, whatever the file is called.
#[test]
#[cfg(unix)]
fn a_name_stays_in_its_line() {
    let place =
        Place::new(&[("a\nb\u{1b}[31m.py", b"import time\n\n\nasync def main():\n    time.sleep(1)\n")]);
    for format in ["concise", "full"] {
        let ran = place.run(&["scan", "--format", format, "--quiet"]);
        assert!(ran.stdout.contains("a\\nb\\u{1b}[31m.py:5:5"), "{}", ran.stdout);
    }
}
