//! What tests need beside the binary: Python interpreters and third-party packages for Python and Node.
//!
//! Everything is made once under `target/test-environment`, keyed by the digest of the file that asks for it, and
//! guarded by a file lock, so that any number of test processes share one copy.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// A CPython that was found on this machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Interpreter {
    /// Major and minor version: `(3, 12)`.
    pub(crate) version: (u32, u32),
    /// The executable.
    pub(crate) path: PathBuf,
}

/// Every CPython from 3.10 to 3.13 that answers, one a version, oldest first.
pub(crate) fn pythons() -> &'static [Interpreter] {
    static FOUND: OnceLock<Vec<Interpreter>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let mut found: Vec<Interpreter> = Vec::new();
        for path in candidates() {
            if let Some(version) = version_of(&path)
                && ((3, 10)..=(3, 13)).contains(&version)
                && found.iter().all(|known| known.version != version)
            {
                found.push(Interpreter { version, path });
            }
        }
        found.sort();
        assert!(!found.is_empty(), "these tests need a CPython from 3.10 to 3.13, on PATH or under ~/.pyenv");
        found
    })
}

/// Python of a virtual environment with the packages of a requirements file (relative to the repository), on the
/// first of 3.11, 3.12, 3.13, 3.10 that is there.
pub(crate) fn python(requirements: &str) -> PathBuf {
    let best = [(3, 11), (3, 12), (3, 13), (3, 10)]
        .into_iter()
        .find_map(|version| pythons().iter().find(|found| found.version == version))
        .expect("pythons() found one of these");
    python_on(best, requirements)
}

/// Python of a virtual environment of the given interpreter with the packages of a requirements file.
pub(crate) fn python_on(interpreter: &Interpreter, requirements: &str) -> PathBuf {
    let source = repository().join(requirements);
    let (major, minor) = interpreter.version;
    let folder = made(&format!("python{major}.{minor}"), &[&source], |folder| {
        run(Command::new(&interpreter.path).args(["-m", "venv"]).arg(folder));
        run(Command::new(python_in(folder))
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(&source));
    });
    python_in(&folder)
}

/// A folder with the sources of the packages of a requirements file, without what they depend on.
pub(crate) fn python_sources(requirements: &str) -> PathBuf {
    let source = repository().join(requirements);
    made("sources", &[&source], |folder| {
        let newest = pythons().last().expect("pythons() found one");
        run(Command::new(&newest.path)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--ignore-requires-python",
                "--no-compile",
            ])
            .arg("--target")
            .arg(folder)
            .arg("--requirement")
            .arg(&source));
    })
}

/// A folder with the `node_modules` of the package in `package` (relative to the repository), which has a lock file.
pub(crate) fn node_package(package: &str) -> PathBuf {
    let package = repository().join(package);
    let sources = [package.join("package.json"), package.join("package-lock.json")];
    made("node", &[&sources[0], &sources[1]], |folder| {
        fs::create_dir_all(folder).expect("a folder for node_modules");
        for source in &sources {
            let name = source.file_name().expect("a file name");
            fs::copy(source, folder.join(name)).expect("copy the package's description");
        }
        run(Command::new("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(folder));
    })
}

/// The repository's root.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command to its end and gives its standard output; panics with both streams when it fails.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} did not start: {error}"));
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n--- stdout\n{stdout}\n--- stderr\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    stdout.into_owned()
}

/// The folder that `make` fills once for the content of these files. A marker tells a complete one from the remains of
/// an interrupted run: virtual environments can't be moved, so they are made in place.
fn made(kind: &str, sources: &[&Path], make: impl FnOnce(&Path)) -> PathBuf {
    let mut digest = Sha256::new();
    for source in sources {
        digest.update(fs::read(source).unwrap_or_else(|error| panic!("{}: {error}", source.display())));
    }
    let key: String = digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../test-environment");
    fs::create_dir_all(&root).expect("a folder for the test environment");
    let root = root.canonicalize().expect("the folder exists");
    let folder = root.join(format!("{kind}-{key}"));
    let marker = root.join(format!("{kind}-{key}.complete"));
    let lock = File::create(root.join(format!("{kind}-{key}.lock"))).expect("a lock file");
    lock.lock().expect("the lock");
    if !marker.exists() {
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("remove an incomplete environment");
        }
        make(&folder);
        File::create(&marker).expect("a marker");
    }
    folder
}

fn candidates() -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let root = env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".pyenv")));
    let installed = root.and_then(|root| fs::read_dir(root.join("versions")).ok());
    paths.extend(installed.into_iter().flatten().flatten().map(|entry| python_in(&entry.path())));
    paths.sort();
    let names = ["python3.11", "python3.12", "python3.13", "python3.10", "python3", "python"];
    for folder in env::split_paths(env::var_os("PATH").as_deref().unwrap_or(OsStr::new(""))) {
        paths.extend(names.iter().map(|name| folder.join(name)));
    }
    paths.retain(|path| path.is_file());
    paths
}

fn version_of(python: &Path) -> Option<(u32, u32)> {
    let code = "import sys; print(sys.implementation.name, *sys.version_info[:2])";
    let output = Command::new(python).args(["-c", code]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.split_whitespace();
    (words.next()? == "cpython").then_some(())?;
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}

fn python_in(folder: &Path) -> PathBuf {
    if cfg!(windows) { folder.join("Scripts/python.exe") } else { folder.join("bin/python") }
}

/// Environments are shared, and asking twice gives the same one.
#[test]
fn an_interpreter_is_found_and_an_environment_is_made_once() {
    let first = python("tests/clients/requirements.txt");
    assert_eq!(first, python("tests/clients/requirements.txt"));
    assert_eq!(run(Command::new(first).args(["-c", "import mcp; print('made')"])).trim(), "made");
}
