//! Writers that die in the middle: killed, or out of space. The destination is as before, or complete.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use awaitwise::template::{Conflict, Project, half_changed, render, write};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::templates::{folder, request, shipped};

/// How many kills, each a little later than the one before.
const KILLS: usize = 24;

fn project() -> Project {
    render(&shipped(), &request("library", "app")).expect("a project")
}

fn new(dest: &Path, conflict: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_awaitwise"));
    command.args(["new", "library", "app", "--conflict", conflict, "--dest"]).arg(dest);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Lets a writer go on until it has staged so many files, then sends it a signal.
fn signal_after(mut writer: Child, signal: &str, place: &Path, files: usize) -> ExitStatus {
    while writer.try_wait().expect("a status").is_none() {
        if staged(place) >= files {
            let id = writer.id().to_string();
            // One that has just ended cannot be signalled any more.
            let _ = Command::new("kill").args(["-s", signal, &id]).stderr(Stdio::null()).status();
            break;
        }
    }
    writer.wait().expect("a status")
}

/// The files that lie in folders of a writer's own.
fn staged(place: &Path) -> usize {
    let mut count = 0;
    let mut folders = vec![place.to_owned()];
    while let Some(folder) = folders.pop() {
        // What vanishes while we look has been renamed.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => count += usize::from(entry.path().to_string_lossy().contains("awaitwise-")),
            }
        }
    }
    count
}

fn complete(dest: &Path, project: &Project) -> bool {
    project
        .files
        .iter()
        .all(|file| fs::read_to_string(dest.join(&file.path)).is_ok_and(|text| text == file.text))
}

#[test]
fn a_killed_writer_of_a_new_folder_leaves_nothing_half_written() {
    let project = project();
    let place = tempfile::tempdir().expect("a folder");
    for files in 0..KILLS {
        let dest = place.path().join(format!("app-{files}"));
        signal_after(new(&dest, "error").spawn().expect("started"), "KILL", place.path(), files);
        assert!(!dest.exists() || complete(&dest, &project), "half written after {files} files");
    }
}

#[test]
fn a_killed_writer_of_an_existing_folder_is_put_back_by_the_next() {
    let project = project();
    for files in 0..KILLS {
        let place = tempfile::tempdir().expect("a folder");
        let dest = place.path();
        write(&project, dest, Conflict::Error).expect("written");
        for file in &project.files {
            fs::write(dest.join(&file.path), "mine").expect("edited");
        }
        fs::remove_dir_all(dest.join("tests")).expect("removed");
        let mut before = folder(dest);
        before.sort();
        signal_after(new(dest, "overwrite").spawn().expect("started"), "KILL", dest, files);
        // It refuses because of the files that are there, but first puts back what was left.
        let status = new(dest, "error").status().expect("a status");
        assert_eq!(status.code(), Some(2));
        let mut after = folder(dest);
        after.sort();
        assert!(after == before || complete(dest, &project), "half written after {files} files");
    }
}

/// Everything below a folder, in order.
fn tree(place: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = folder(place);
    files.sort();
    files
}

#[test]
fn a_signal_puts_everything_back_before_it_ends_the_writer() {
    use std::os::unix::process::ExitStatusExt as _;
    let project = project();
    let mut stopped = 0;
    for (signal, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
        for files in (0..KILLS).step_by(3) {
            let place = tempfile::tempdir().expect("a folder");
            let fresh = place.path().join("some/where/app");
            let status =
                signal_after(new(&fresh, "error").spawn().expect("started"), signal, place.path(), files);
            let there = complete(&fresh, &project);
            assert!(
                there || fs::read_dir(place.path()).expect("readable").count() == 0,
                "{signal} after {files} files"
            );
            assert!(status.success() || status.signal() == Some(number), "{status}");
            stopped += usize::from(!there);

            let place = tempfile::tempdir().expect("a folder");
            let dest = place.path();
            fs::create_dir(dest.join("src")).expect("a folder");
            fs::write(dest.join("README.md"), "mine").expect("a file");
            let before = tree(dest);
            let status = signal_after(new(dest, "overwrite").spawn().expect("started"), signal, dest, files);
            let there = complete(dest, &project) && !dest.join(".awaitwise-pending").exists();
            assert!(there || tree(dest) == before, "{signal} after {files} files");
            assert!(status.success() || status.signal() == Some(number), "{status}");
            stopped += usize::from(!there);
        }
    }
    assert!(stopped > 0, "no signal came in time: nothing was tried");
}

#[test]
fn a_half_changed_folder_is_told_and_put_back() {
    let project = project();
    let place = tempfile::tempdir().expect("a folder");
    let dest = place.path();
    write(&project, dest, Conflict::Error).expect("written");
    let before = tree(dest);
    // What a kill after the first of two renames leaves.
    let pending = dest.join(".awaitwise-pending");
    fs::create_dir(&pending).expect("a folder");
    fs::write(pending.join("lock"), "").expect("a file");
    fs::rename(dest.join("README.md"), pending.join("old-0")).expect("renamed");
    fs::write(dest.join("README.md"), "half").expect("a file");
    fs::hard_link(dest.join("pyproject.toml"), pending.join("old-1")).expect("a link");
    fs::write(pending.join("new-1"), "not yet").expect("a file");
    let journal = r#"{"entries":[{"path":"README.md","existed":true},{"path":"pyproject.toml","existed":true}],"folders":[]}"#;
    fs::write(pending.join("journal.json"), journal).expect("a file");

    let tool = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_awaitwise"))
            .args(arguments)
            .arg(dest)
            .output()
            .expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, told) = tool(&["update", "--dry-run"]);
    assert_eq!(status, Some(2));
    assert!(told.contains("half changed") && told.contains("help: "), "{told}");
    let (status, told) = tool(&["scan"]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("half changed") && told.contains("awaitwise update"), "{told}");
    assert_eq!(fs::read_to_string(dest.join("README.md")).unwrap(), "half");
    let (status, told) = tool(&["update"]);
    assert_eq!(status, Some(0), "{told}");
    assert!(told.contains("put back"), "{told}");
    assert_eq!(tree(dest), before);
}

/// The remains of a writer that was killed after so many of its two renames: README.md and LICENSE become new.
fn remains(renames: usize) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let pending = place.path().join(".awaitwise-pending");
    fs::create_dir(&pending).expect("a folder");
    let mut entries = Vec::new();
    for (number, path) in ["README.md", "LICENSE"].into_iter().enumerate() {
        let done = number < renames;
        fs::write(place.path().join(path), if done { "new" } else { "old" }).expect("a file");
        fs::write(pending.join(format!("old-{number}")), "old").expect("a file");
        if !done {
            fs::write(pending.join(format!("new-{number}")), "new").expect("a file");
        }
        let digest: String = Sha256::digest("new").iter().map(|byte| format!("{byte:02x}")).collect();
        entries.push(json!({"path": path, "existed": true, "digest": digest}));
    }
    let journal = json!({"entries": entries, "folders": []}).to_string();
    fs::write(pending.join("journal.json"), journal).expect("a file");
    place
}

fn texts(place: &Path) -> [String; 2] {
    ["README.md", "LICENSE"].map(|path| fs::read_to_string(place.join(path)).expect(path))
}

#[test]
fn what_was_complete_when_the_kill_came_stays() {
    for (renames, left) in [(0, "old"), (1, "old"), (2, "new")] {
        let place = remains(renames);
        assert_eq!(half_changed(place.path()), renames < 2);
        let report = write(&project(), place.path(), Conflict::Skip).expect("written");
        assert_eq!(report.restored, renames < 2);
        assert_eq!(texts(place.path()), [left, left]);
        assert!(!place.path().join(".awaitwise-pending").exists());
    }
}

#[test]
fn what_was_edited_after_the_kill_is_not_taken_away() {
    let place = remains(1);
    fs::write(place.path().join("README.md"), "edited since").expect("a file");
    let error = write(&project(), place.path(), Conflict::Skip).expect_err("it is refused");
    assert!(error.to_string().contains("README.md` was edited after"), "{error}");
    assert!(error.help().contains("old-0"), "{}", error.help());
    assert_eq!(texts(place.path()), ["edited since", "old"]);
    fs::rename(place.path().join("README.md"), place.path().join("README.mine")).expect("renamed");
    write(&project(), place.path(), Conflict::Skip).expect("written");
    assert_eq!(texts(place.path()), ["old", "old"]);
}

#[test]
fn a_disk_that_is_full_is_an_error_and_nothing_stays() {
    let place = tempfile::tempdir().expect("a folder");
    let dest = place.path().join("app");
    // No file may grow beyond 2 KiB; ignoring the signal makes that an error of the write.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 4; exec \"$0\" new library app --dest \"$1\""])
        .arg(env!("CARGO_BIN_EXE_awaitwise"))
        .arg(&dest)
        .output()
        .expect("a shell");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(error.contains("cannot write") && error.contains("help"), "{error}");
    assert_eq!(fs::read_dir(place.path()).expect("readable").count(), 0);
}
