//! Taking a generated project to a newer template, with a template of the user's own.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use awaitwise::template::{
    Catalog, ChangeKind, Conflict, TemplateError, Update, kinds, plan_update, render, update, write,
};
use tempfile::TempDir;

use crate::templates::{folder, request};

const MANIFEST: &str = r#"
schema = 1
kind = "greeter"
version = "VERSION"
title = "Greeter"
summary = "Says hello"
python = ["3.12", "3.13"]

[parameters.greeting]
summary = "What to say"
default = "hello"
choices = ["hello", "hi"]

[options.extra]
summary = "One file more"
files = ["extra.txt"]
"#;

const FIRST: &[(&str, &str)] = &[
    ("same.txt", "same\n"),
    ("changed.txt", "one\ntwo\nthree\nfour\nfive\n"),
    ("dropped.txt", "dropped\n"),
    ("extra.txt", "extra\n"),
    ("src/package_name/__init__.py", "print(\"<% greeting %>\")\n"),
];

const SECOND: &[(&str, &str)] = &[
    ("same.txt", "same\n"),
    ("changed.txt", "one\ntwo\nthree\nfour\nFIVE\n"),
    ("extra.txt", "extra\n"),
    ("added.txt", "added\n"),
    ("src/package_name/__init__.py", "print(\"<% greeting %>\")\n"),
];

fn catalog(version: &str, files: &[(&str, &str)]) -> Catalog<'static> {
    let mut catalog = Catalog::new();
    let manifest = (
        "assets/templates/greeter/template.toml".to_owned(),
        MANIFEST.replace("VERSION", version).into_bytes(),
    );
    let files = files
        .iter()
        .map(|(path, text)| (format!("assets/templates/greeter/files/{path}"), text.as_bytes().to_vec()));
    catalog.add("mine", files.chain([manifest]));
    catalog
}

/// A project of the first version, with `greeting=hi`.
fn generated() -> TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let mut request = request("greeter", "app");
    request.options = vec!["greeting=hi".to_owned()];
    let project = render(&catalog("1.0.0", FIRST), &request).expect("a project");
    write(&project, place.path(), Conflict::Error).expect("written");
    place
}

fn read(place: &TempDir, path: &str) -> String {
    fs::read_to_string(place.path().join(path)).expect(path)
}

fn edit(place: &TempDir, path: &str, text: &str) {
    fs::write(place.path().join(path), text).expect(path);
}

fn changes(update: &Update) -> BTreeMap<&str, ChangeKind> {
    update.changes.iter().map(|change| (change.path.as_str(), change.change)).collect()
}

fn to_second(place: &TempDir) -> Update {
    let planned = plan_update(&catalog("2.0.0", SECOND), place.path()).expect("a plan");
    let done = update(&catalog("2.0.0", SECOND), place.path()).expect("updated");
    assert_eq!(planned, done);
    done
}

fn refused(place: &TempDir, version: &str) -> TemplateError {
    let before = state(place.path());
    let error = update(&catalog(version, SECOND), place.path()).expect_err("it is refused");
    assert_eq!(state(place.path()), before, "a failure changes nothing");
    assert!(!error.help().is_empty());
    error
}

fn state(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = folder(root);
    files.sort();
    files
}

#[test]
fn a_users_template_is_listed_and_rendered() {
    let catalog = catalog("1.0.0", FIRST);
    let kinds = kinds(&catalog).expect("the kinds");
    assert_eq!(
        (kinds[0].kind.as_str(), kinds[0].skill.as_str(), kinds[0].parameters[0].name.as_str()),
        ("greeter", "mine", "greeting")
    );
    let mut request = request("greeter", "app");
    request.options = vec!["greeting=ahoy".to_owned()];
    let error = render(&catalog, &request).expect_err("not a choice");
    assert!(error.help().contains("hello, hi"), "{}", error.help());
    let place = generated();
    assert_eq!(read(&place, "src/app/__init__.py"), "print(\"hi\")\n");
    assert!(!place.path().join("extra.txt").exists());
}

#[test]
fn faulty_templates_name_file_and_line() {
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[("a.txt", "one\n<% nothing %>\n")], "greeter/files/a.txt is not usable: line 2"),
        (&[("a.txt", "# % if extra\n")], "greeter/files/a.txt is not usable: line"),
        (&[("a.txt", "# % include \"none.md\"\n")], "greeter/files/a.txt is not usable: line 1"),
        (&[("con.txt", "")], "reserved"),
    ];
    for (files, message) in cases {
        let error = render(&catalog("1.0.0", files), &request("greeter", "app")).expect_err("it is faulty");
        assert!(error.to_string().contains(message), "{error}");
    }
    let mut broken = Catalog::new();
    broken.add("mine", [("assets/templates/greeter/template.toml", b"schema = 1\nknid = 2\n".as_slice())]);
    let error = kinds(&broken).expect_err("it is faulty");
    assert!(error.to_string().contains("knid"), "{error}");
}

#[test]
fn what_nobody_edited_becomes_the_new_version() {
    let place = generated();
    let done = to_second(&place);
    assert_eq!((done.from.as_str(), done.to.as_str(), done.conflicts), ("1.0.0", "2.0.0", 0));
    assert_eq!(
        changes(&done),
        BTreeMap::from([
            ("added.txt", ChangeKind::Added),
            ("changed.txt", ChangeKind::Updated),
            ("dropped.txt", ChangeKind::Removed)
        ])
    );
    assert_eq!(read(&place, "changed.txt"), "one\ntwo\nthree\nfour\nFIVE\n");
    assert_eq!(read(&place, "src/app/__init__.py"), "print(\"hi\")\n");
    assert!(!place.path().join("dropped.txt").exists());
    assert!(to_second(&place).changes.is_empty(), "a second time changes nothing");
}

#[test]
fn edits_in_other_places_are_merged() {
    let place = generated();
    edit(&place, "changed.txt", "ONE\ntwo\nthree\nfour\nfive\n");
    edit(&place, "same.txt", "mine\n");
    assert_eq!(changes(&to_second(&place))["changed.txt"], ChangeKind::Merged);
    assert_eq!(read(&place, "changed.txt"), "ONE\ntwo\nthree\nfour\nFIVE\n");
    assert_eq!(read(&place, "same.txt"), "mine\n");
}

#[test]
fn edits_of_the_same_lines_are_shown_as_conflicts() {
    let place = generated();
    edit(&place, "changed.txt", "one\ntwo\nthree\nfour\nmy five\n");
    let done = to_second(&place);
    assert_eq!((done.conflicts, changes(&done)["changed.txt"]), (1, ChangeKind::Conflict));
    let text = read(&place, "changed.txt");
    assert_eq!(text, "one\ntwo\nthree\nfour\n<<<<<<< yours\nmy five\n=======\nFIVE\n>>>>>>> template\n");
    let error = refused(&place, "2.0.1");
    assert!(error.to_string().contains("`changed.txt` has conflicts"), "{error}");
}

#[test]
fn a_file_of_the_users_own_is_not_overwritten_by_a_new_one() {
    let place = generated();
    edit(&place, "added.txt", "my own\n");
    assert_eq!(changes(&to_second(&place))["added.txt"], ChangeKind::Conflict);
    assert!(read(&place, "added.txt").contains("my own\n"));
}

#[test]
fn deleted_files_stay_deleted_and_edited_ones_are_kept() {
    let place = generated();
    fs::remove_file(place.path().join("changed.txt")).expect("removed");
    edit(&place, "dropped.txt", "needed\n");
    let done = to_second(&place);
    assert_eq!(changes(&done)["changed.txt"], ChangeKind::Deleted);
    assert_eq!(changes(&done)["dropped.txt"], ChangeKind::Kept);
    assert!(!place.path().join("changed.txt").exists());
    assert_eq!(read(&place, "dropped.txt"), "needed\n");
}

#[test]
fn line_endings_of_the_user_are_kept() {
    let place = generated();
    edit(&place, "same.txt", "same\r\n");
    edit(&place, "changed.txt", "one\r\ntwo\r\nthree\r\nfour\r\nfive\r\n");
    assert_eq!(changes(&to_second(&place))["changed.txt"], ChangeKind::Updated);
    assert_eq!(read(&place, "changed.txt"), "one\r\ntwo\r\nthree\r\nfour\r\nFIVE\r\n");
    assert_eq!(read(&place, "same.txt"), "same\r\n");
}

#[test]
fn a_damaged_record_is_refused_and_a_damaged_base_shows_both_sides() {
    for (text, message) in [
        ("schema = 1\n", "is not readable"),
        ("not toml", "is not readable"),
        (&read(&generated(), ".awaitwise/answers.toml").replace("schema = 1", "schema = 9"), "schema 9"),
        (
            &read(&generated(), ".awaitwise/answers.toml").replace("\"same.txt\" =", "\"../out.txt\" ="),
            "`../out.txt`",
        ),
    ] {
        let place = generated();
        edit(&place, ".awaitwise/answers.toml", text);
        let error = refused(&place, "2.0.0");
        assert!(error.to_string().contains(message), "{error}");
    }
    let place = generated();
    edit(&place, ".awaitwise/base", "damaged");
    edit(&place, "changed.txt", "one\ntwo\nthree\nfour\nmy five\n");
    assert_eq!(changes(&to_second(&place))["changed.txt"], ChangeKind::Conflict);
    assert!(read(&place, "changed.txt").contains("my five"));
}

#[test]
fn what_cannot_be_updated_says_why() {
    let place = generated();
    assert!(refused(&place, "0.9.0").to_string().contains("newer than 0.9.0"));
    edit(&place, "changed.txt", "x");
    fs::write(place.path().join("same.txt"), b"\xff\xfe").expect("a file");
    assert!(refused(&place, "2.0.0").to_string().contains("is not UTF-8"));
    let empty = tempfile::tempdir().expect("a folder");
    let error = update(&catalog("2.0.0", SECOND), empty.path()).expect_err("no project");
    assert!(error.to_string().contains("cannot be updated"), "{error}");
    assert!(state(empty.path()).is_empty());
    let other = generated();
    let text = read(&other, ".awaitwise/answers.toml").replace("kind = \"greeter\"", "kind = \"greter\"");
    edit(&other, ".awaitwise/answers.toml", &text);
    assert!(refused(&other, "2.0.0").help().contains("`greeter`"));
}

#[test]
fn a_record_that_was_edited_by_hand_names_itself_and_the_remedy() {
    for (old, new, reason) in [
        ("kind = \"greeter\"", "kind = \"greter\"", "unknown kind `greter`"),
        ("name = \"app\"", "name = \"class\"", "Python keyword"),
        ("python = \"3.12\"", "python = \"2.7\"", "not a version"),
        ("options = []", "options = [\"nothing\"]", "has no option `nothing`"),
        ("greeting = \"hi\"", "greeting = \"howdy\"", "is not one of the values"),
        ("schema = 1", "schema = 7", "has schema 7"),
        ("\"same.txt\"", "\"../same.txt\"", "names `../same.txt`"),
    ] {
        let place = generated();
        let text = read(&place, ".awaitwise/answers.toml");
        assert!(text.contains(old), "{old} in {text}");
        edit(&place, ".awaitwise/answers.toml", &text.replace(old, new));
        let before = state(place.path());
        let error = refused(&place, "1.0.0");
        assert!(error.to_string().contains(".awaitwise/answers.toml"), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
        assert!(error.help().contains("restore the file from the project's history"), "{}", error.help());
        assert_eq!(state(place.path()), before);
    }
}

#[cfg(unix)]
#[test]
fn a_link_inside_the_project_is_not_followed() {
    let place = generated();
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("file"), "outside").expect("a file");
    fs::remove_file(place.path().join("changed.txt")).expect("removed");
    std::os::unix::fs::symlink(outside.path().join("file"), place.path().join("changed.txt"))
        .expect("a link");
    assert!(refused(&place, "2.0.0").to_string().contains("symbolic link"));
    assert_eq!(fs::read_to_string(outside.path().join("file")).unwrap(), "outside");
}
