//! Writers that die in the middle: killed, or out of space. The destination is as before, or complete.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use awaitwise::template::{Conflict, Project, render, write};

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

/// Lets a writer go on until it has staged so many files, then kills it.
fn kill_after(mut writer: Child, place: &Path, files: usize) {
    while writer.try_wait().expect("a status").is_none() {
        if staged(place) >= files {
            writer.kill().expect("killed");
            break;
        }
    }
    writer.wait().expect("a status");
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
        kill_after(new(&dest, "error").spawn().expect("started"), place.path(), files);
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
        kill_after(new(dest, "overwrite").spawn().expect("started"), dest, files);
        // It refuses because of the files that are there, but first puts back what was left.
        let status = new(dest, "error").status().expect("a status");
        assert_eq!(status.code(), Some(2));
        let mut after = folder(dest);
        after.sort();
        assert!(after == before || complete(dest, &project), "half written after {files} files");
    }
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
