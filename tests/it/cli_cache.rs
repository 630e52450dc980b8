//! The cache on disk: it pays, it never lies, and nothing that happens to it is a failure.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use awaitwise::scan::{Control, Options, Session};
use tempfile::TempDir;

const FILES: usize = 80;

/// A project that is settled: its files changed long ago.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    for number in 0..FILES {
        write(folder.path(), number, "x = 1\n");
    }
    folder
}

fn write(folder: &Path, number: usize, text: &str) {
    let path = folder.join(format!("m{number}.py"));
    fs::write(&path, text).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    let age = Duration::from_secs(3600 - u64::try_from(text.len()).unwrap());
    file.set_modified(SystemTime::now() - age).unwrap();
}

fn errors(folder: &Path, cache: &Path) -> Vec<String> {
    let session = Session::with_cache(Some(cache.to_path_buf()));
    let report = session.scan(&[folder.to_path_buf()], &Options::default(), &Control::default()).unwrap();
    assert_eq!(report.files, FILES);
    report.errors.into_iter().map(|error| error.path).collect()
}

fn packs(cache: &Path) -> Vec<PathBuf> {
    fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn what_is_remembered_is_what_would_be_read() {
    let (folder, cache) = (project(), TempDir::new().unwrap());
    assert_eq!(errors(folder.path(), cache.path()), Vec::<String>::new());
    assert_eq!(packs(cache.path()).len(), 1);
    write(folder.path(), 7, "def (\n");
    for _ in 0..2 {
        assert_eq!(errors(folder.path(), cache.path()), ["m7.py"], "a change is seen, and remembered");
    }
    write(folder.path(), 7, "x = 1\n");
    assert_eq!(errors(folder.path(), cache.path()), Vec::<String>::new());
}

#[test]
fn a_file_that_was_just_written_is_read_again() {
    let (folder, cache) = (project(), TempDir::new().unwrap());
    let path = folder.path().join("m3.py");
    let now = SystemTime::now();
    for (text, expected) in
        [("x = 1\n", Vec::new()), ("def (\n", vec!["m3.py".to_owned()]), ("x = 2\n", Vec::new())]
    {
        fs::write(&path, text).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(now).unwrap();
        assert_eq!(
            errors(folder.path(), cache.path()),
            expected,
            "same size, same time, other text: {text:?}"
        );
    }
}

#[test]
fn a_damaged_cache_is_no_cache() {
    let (folder, cache) = (project(), TempDir::new().unwrap());
    write(folder.path(), 9, "def (\n");
    let expected = errors(folder.path(), cache.path());
    assert_eq!(expected, ["m9.py"]);
    let [pack] = packs(cache.path()).try_into().unwrap();
    let sound = fs::read(&pack).unwrap();
    let damages: [Vec<u8>; 5] = [
        Vec::new(),
        sound[..sound.len() / 2].to_vec(),
        b"awaitwise-cache\n".to_vec(),
        [&sound[..sound.len() - 9], &[0xff; 9]].concat(),
        vec![0xff; 4096],
    ];
    for damaged in damages {
        fs::write(&pack, &damaged).unwrap();
        assert_eq!(errors(folder.path(), cache.path()), expected);
        assert_eq!(fs::read(&pack).unwrap().len(), sound.len(), "it is written anew");
    }
    fs::remove_file(&pack).unwrap();
    fs::create_dir(&pack).unwrap();
    assert_eq!(errors(folder.path(), cache.path()), expected, "a cache that cannot be written");
}

#[test]
fn runs_at_the_same_time_do_not_mix() {
    let (folder, cache) = (project(), TempDir::new().unwrap());
    write(folder.path(), 5, "def (\n");
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| errors(folder.path(), cache.path()))).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), ["m5.py"]);
        }
    });
    assert_eq!(packs(cache.path()).len(), 1, "nothing half written is left");
}

#[test]
fn a_session_reads_what_changed() {
    let folder = project();
    let session = Session::new();
    let scan = || {
        let report = session.scan(&[folder.path().to_path_buf()], &Options::default(), &Control::default());
        report.unwrap()
    };
    let first = scan();
    write(folder.path(), 11, "def (\n");
    let second = scan();
    assert_eq!(second.errors.len(), 1);
    write(folder.path(), 11, "x = 11\n");
    assert_eq!(scan(), first, "the same text gives the same report");
}

#[test]
fn a_variable_without_a_value_is_unset() {
    let folder = project();
    let home = TempDir::new().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_awaitwise"));
    command.args(["scan", "--quiet"]).current_dir(folder.path());
    command.env("AWAITWISE_CACHE_DIR", "").env("XDG_CACHE_HOME", home.path()).env("HOME", home.path());
    let output = command.env("LOCALAPPDATA", home.path()).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        FILES,
        "the cache does not go where the code is"
    );
    assert!(fs::read_dir(home.path()).unwrap().count() > 0, "the user's cache is used");
}
