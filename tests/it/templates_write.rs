//! Writing a project: all of it or nothing, whatever is at the destination.

use std::fs::{self, File};
use std::path::Path;
use std::thread;

use awaitwise::template::{Conflict, Project, TemplateError, destination, render, write};
use tempfile::TempDir;

use crate::templates::{folder, request, shipped};

fn project() -> Project {
    render(&shipped(), &request("library", "app")).expect("a project")
}

fn place() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn complete(dest: &Path, project: &Project) -> bool {
    project
        .files
        .iter()
        .all(|file| fs::read_to_string(dest.join(&file.path)).is_ok_and(|text| text == file.text))
}

/// Everything below a folder, so that "as before" can be compared.
fn state(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = folder(root);
    files.sort();
    files
}

fn problem(dest: &Path) -> String {
    let error = write(&project(), dest, Conflict::Overwrite).expect_err("it is refused");
    assert!(!error.help().is_empty());
    error.to_string()
}

#[test]
fn a_new_folder_gets_everything_and_nothing_is_left_beside_it() {
    let place = place();
    let (project, dest) = (project(), place.path().join("some/where/app"));
    let report = write(&project, &dest, Conflict::Error).expect("written");
    assert!(complete(&dest, &project));
    assert_eq!(report.written.len(), project.files.len());
    assert_eq!(fs::read_dir(dest.parent().expect("a parent")).expect("readable").count(), 1);
}

#[test]
fn an_empty_folder_is_filled() {
    let place = place();
    write(&project(), place.path(), Conflict::Error).expect("written");
    assert!(complete(place.path(), &project()));
}

#[test]
fn existing_files_decide_by_the_policy() {
    let place = place();
    fs::write(place.path().join("README.md"), "mine").expect("a file");
    fs::write(place.path().join("notes.txt"), "notes").expect("a file");
    let before = state(place.path());
    let error = write(&project(), place.path(), Conflict::Error).expect_err("a conflict");
    assert!(matches!(&error, TemplateError::Exists { files, .. } if files == &["README.md"]), "{error}");
    assert_eq!(state(place.path()), before);

    let report = write(&project(), place.path(), Conflict::Skip).expect("written");
    assert_eq!(report.skipped, ["README.md"]);
    assert_eq!(fs::read_to_string(place.path().join("README.md")).unwrap(), "mine");
    assert!(place.path().join("src/app/core.py").exists());

    let report = write(&project(), place.path(), Conflict::Overwrite).expect("written");
    assert_eq!((report.written.len(), report.overwritten.len()), (0, project().files.len()));
    assert!(complete(place.path(), &project()));
    assert_eq!(fs::read_to_string(place.path().join("notes.txt")).unwrap(), "notes");
    assert!(!place.path().join(".awaitwise-pending").exists());
}

#[test]
fn files_and_reserved_names_are_no_destination() {
    let place = place();
    let file = place.path().join("file");
    fs::write(&file, "").expect("a file");
    assert!(problem(&file).contains("is a file"));
    assert!(problem(&file.join("app")).contains("is a file where a folder has to be"));
    assert!(problem(&place.path().join("nul")).contains("reserved"));
    assert!(problem(Path::new("a\0b")).contains("NUL"));
    assert!(problem(Path::new("")).contains("is empty"));
    assert_eq!(state(place.path()).len(), 1);
}

#[test]
fn a_folder_where_a_file_has_to_be_stops_it_before_anything_changes() {
    let place = place();
    fs::create_dir_all(place.path().join("README.md/inner")).expect("a folder");
    fs::write(place.path().join("src"), "a file").expect("a file");
    let before = state(place.path());
    assert!(problem(place.path()).contains("is a folder where a file has to be"));
    fs::remove_dir_all(place.path().join("README.md")).expect("removed");
    assert!(problem(place.path()).contains("is a file where a folder has to be"));
    assert_eq!(state(place.path()), before);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (place, elsewhere) = (place(), place());
    let link = place.path().join("link");
    symlink(elsewhere.path(), &link).expect("a link");
    assert!(problem(&link).contains("symbolic link"));

    let dest = place.path().join("app");
    fs::create_dir(&dest).expect("a folder");
    symlink(elsewhere.path(), dest.join("src")).expect("a link");
    assert!(problem(&dest).contains("symbolic link"));
    assert_eq!(state(elsewhere.path()).len(), 0);
}

#[test]
fn a_destination_stays_inside_its_root() {
    let place = place();
    let root = place.path();
    for good in ["app", "./app", "a/b/c", "app/"] {
        assert!(destination(root, good).expect(good).starts_with(root));
    }
    assert_eq!(destination(root, ".").expect("the root"), root);
    for bad in
        ["", "/etc", "..", "a/../b", "../a", "a//b", "a\\b", "c:/a", "a\0b", "nul", "a/con.txt", "a.", "a\nb"]
    {
        let error = destination(root, bad).expect_err(bad);
        assert!(error.help().contains("relative path"), "{bad:?}");
    }
    fs::write(root.join("file"), "").expect("a file");
    assert!(destination(root, "file/app").is_err());
}

#[cfg(unix)]
#[test]
fn a_destination_does_not_pass_through_a_link() {
    let place = place();
    std::os::unix::fs::symlink(std::env::temp_dir(), place.path().join("out")).expect("a link");
    let error = destination(place.path(), "out/app").expect_err("refused");
    assert!(error.to_string().contains("symbolic link"), "{error}");
}

#[test]
fn what_a_killed_writer_left_is_put_back_first() {
    let place = place();
    let dest = place.path();
    let pending = dest.join(".awaitwise-pending");
    fs::create_dir(&pending).expect("a folder");
    // Killed after two renames of three: README.md is replaced, new/added.txt is there, LICENSE is not touched yet.
    fs::write(pending.join("old-0"), "my text").expect("a file");
    fs::write(dest.join("README.md"), "half").expect("a file");
    fs::create_dir(dest.join("new")).expect("a folder");
    fs::write(dest.join("new/added.txt"), "half").expect("a file");
    fs::write(pending.join("old-2"), "my licence").expect("a file");
    fs::write(pending.join("new-2"), "not yet").expect("a file");
    fs::write(dest.join("LICENSE"), "my licence").expect("a file");
    let journal = r#"{"entries":[{"path":"README.md","existed":true},{"path":"new/added.txt","existed":false},{"path":"LICENSE","existed":true}],"folders":["new"]}"#;
    fs::write(pending.join("journal.json"), journal).expect("a file");

    write(&project(), dest, Conflict::Skip).expect("written");
    assert_eq!(fs::read_to_string(dest.join("README.md")).unwrap(), "my text");
    assert_eq!(fs::read_to_string(dest.join("LICENSE")).unwrap(), "my licence");
    assert!(!dest.join("new").exists());
    assert!(!pending.exists());
}

#[test]
fn what_a_killed_writer_left_beside_a_new_folder_is_swept() {
    let place = place();
    let stale = place.path().join(".app.awaitwise-abc");
    fs::create_dir(&stale).expect("a folder");
    fs::write(stale.join("lock"), "").expect("a file");
    let live = place.path().join(".app.awaitwise-def");
    fs::create_dir(&live).expect("a folder");
    let lock = File::create(live.join("lock")).expect("a lock");
    lock.lock().expect("locked");
    write(&project(), &place.path().join("app"), Conflict::Error).expect("written");
    assert!(!stale.exists());
    assert!(live.exists());
}

#[test]
fn a_folder_that_is_being_changed_is_left_alone() {
    let place = place();
    fs::write(place.path().join("notes.txt"), "").expect("a file");
    let pending = place.path().join(".awaitwise-pending");
    fs::create_dir(&pending).expect("a folder");
    let lock = File::create(pending.join("lock")).expect("a lock");
    lock.lock().expect("locked");
    assert!(problem(place.path()).contains("another awaitwise"));
    drop(lock);
    write(&project(), place.path(), Conflict::Error).expect("written");
}

#[test]
fn of_many_writers_one_wins_and_the_others_say_so() {
    let place = place();
    let dest = place.path().join("app");
    let results: Vec<bool> = thread::scope(|scope| {
        let writers: Vec<_> =
            (0..8).map(|_| scope.spawn(|| write(&project(), &dest, Conflict::Error).is_ok())).collect();
        writers.into_iter().map(|writer| writer.join().expect("no panic")).collect()
    });
    assert_eq!(results.iter().filter(|won| **won).count(), 1);
    assert!(complete(&dest, &project()));
    assert_eq!(fs::read_dir(place.path()).expect("readable").count(), 1);
}
