//! Paths to Python files: `.gitignore`, excludes, sorted.

use std::path::{Path, PathBuf};

use ignore::{WalkBuilder, WalkState};

/// Folders that hold no code of the project, wherever they lie below a scanned path.
const NEVER: [&str; 22] = [
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "__pycache__",
    "__pypackages__",
    "buck-out",
    "node_modules",
    "site-packages",
    "venv",
];

/// Names of configuration files.
pub(super) const CONFIGURING: [&str; 2] = ["awaitwise.toml", "pyproject.toml"];

/// What lies below a path.
#[derive(Debug, Default)]
pub(super) struct Discovered {
    /// Files to read, with their sizes where the walk knows them; sorted.
    pub(super) files: Vec<PathBuf>,
    /// Folders that hold a configuration file; sorted.
    pub(super) configured: Vec<PathBuf>,
    /// How many Python files were left out.
    pub(super) skipped: usize,
    /// Folders and files that cannot be looked at.
    pub(super) failed: Vec<(PathBuf, String)>,
}

/// Whether a name is one of a Python source.
pub(super) fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py" || extension == "pyi" || extension == "ipynb")
}

enum Sight {
    File(PathBuf),
    Configured(PathBuf),
    Skipped,
    Failed(PathBuf, String),
}

/// Walks `root`, a folder.
pub(super) fn walk(root: &Path, excluded: Option<&(dyn Fn(&Path) -> bool + Sync)>) -> Discovered {
    let (sender, receiver) = std::sync::mpsc::channel::<Sight>();
    let is_excluded = |path: &Path| excluded.is_some_and(|excluded| excluded(path));
    let mut builder = WalkBuilder::new(root);
    builder.hidden(false).require_git(false).threads(rayon::current_num_threads()).filter_entry(|entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let never = || entry.file_name().to_str().is_some_and(|name| NEVER.contains(&name));
        !(is_folder && entry.depth() > 0 && never())
    });
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            let sight = match entry {
                Ok(entry) => {
                    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                    if entry.depth() > 0 && is_excluded(entry.path()) {
                        let counts = !is_folder && is_python(entry.path());
                        if counts {
                            let _ = sender.send(Sight::Skipped);
                        }
                        return WalkState::Skip;
                    }
                    // Links to files are followed, links to folders are not: they would be read twice.
                    let is_file = entry.file_type().is_some_and(|kind| kind.is_file())
                        || (entry.path_is_symlink() && entry.path().is_file());
                    let configures =
                        entry.file_name().to_str().is_some_and(|name| CONFIGURING.contains(&name));
                    match entry.path().parent() {
                        _ if !is_file => return WalkState::Continue,
                        Some(folder) if configures => Sight::Configured(folder.to_path_buf()),
                        _ if is_python(entry.path()) => Sight::File(entry.into_path()),
                        _ => return WalkState::Continue,
                    }
                }
                Err(error) => {
                    let path = failed_path(&error).unwrap_or(root).to_path_buf();
                    let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    Sight::Failed(path, cause)
                }
            };
            let _ = sender.send(sight);
            WalkState::Continue
        })
    });
    drop(sender);
    let mut discovered = Discovered::default();
    for sight in receiver {
        match sight {
            Sight::File(path) => discovered.files.push(path),
            Sight::Configured(folder) => discovered.configured.push(folder),
            Sight::Skipped => discovered.skipped += 1,
            Sight::Failed(path, cause) => discovered.failed.push((path, cause)),
        }
    }
    discovered.files.sort();
    discovered.configured.sort();
    discovered.configured.dedup();
    discovered.failed.sort();
    discovered
}

fn failed_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => failed_path(err),
        _ => None,
    }
}
