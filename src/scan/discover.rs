//! Paths to Python files: `.gitignore`, excludes, sorted.

use std::path::{Path, PathBuf};

use ignore::{WalkBuilder, WalkState};

use crate::semantic::StopFlag;

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
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Discovered {
    /// Files to read; sorted.
    pub(super) files: Vec<PathBuf>,
    /// Those of the files that are links; sorted.
    pub(super) links: Vec<PathBuf>,
    /// Folders that were looked into, the first one too; sorted.
    pub(super) folders: Vec<PathBuf>,
    /// Folders that hold a configuration file; sorted.
    pub(super) configured: Vec<PathBuf>,
    /// Python files that were left out; sorted.
    pub(super) skipped: Vec<PathBuf>,
    /// Folders and files that cannot be looked at.
    pub(super) failed: Vec<(PathBuf, String)>,
}

/// Whether a name is one of a Python source.
pub(super) fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py" || extension == "pyi" || extension == "ipynb")
}

impl Discovered {
    /// Whether `entries` are what lies directly in `folder`.
    pub(super) fn holds_the_same(&self, folder: &Path, entries: &Self) -> bool {
        let same = |all: &[PathBuf], some: &[PathBuf]| {
            all.iter()
                .filter(|path| path.parent() == Some(folder))
                .eq(some.iter().filter(|path| *path != folder))
        };
        let configured =
            |discovered: &Self| discovered.configured.iter().any(|configured| configured == folder);
        entries.failed.is_empty()
            && same(&self.files, &entries.files)
            && same(&self.links, &entries.links)
            && same(&self.folders, &entries.folders)
            && same(&self.skipped, &entries.skipped)
            && configured(self) == configured(entries)
    }
}

enum Sight {
    File(PathBuf),
    Link(PathBuf),
    Folder(PathBuf),
    Configured(PathBuf),
    Skipped(PathBuf),
    Failed(PathBuf, String),
}

/// Tells whether a path is excluded by configuration.
pub(super) type Excluded<'e> = dyn Fn(&Path) -> bool + Sync + 'e;

/// Where the user says what git ignores everywhere.
pub(super) fn global_rules() -> Option<PathBuf> {
    ignore::gitignore::gitconfig_excludes_path()
}

/// Walks `root`, a folder, until it is done or somebody wants it to stop.
pub(super) fn walk(root: &Path, excluded: Option<&Excluded<'_>>, stop: &StopFlag) -> Discovered {
    look(WalkBuilder::new(root).threads(rayon::current_num_threads()), root, excluded, stop)
}

/// What lies directly in a folder.
pub(super) fn entries(folder: &Path, excluded: Option<&Excluded<'_>>) -> Discovered {
    let builder = &mut WalkBuilder::new(folder);
    look(builder.threads(1).max_depth(Some(1)), folder, excluded, &StopFlag::default())
}

fn look(
    builder: &mut WalkBuilder,
    root: &Path,
    excluded: Option<&Excluded<'_>>,
    stop: &StopFlag,
) -> Discovered {
    let (sender, receiver) = std::sync::mpsc::channel::<Sight>();
    let is_excluded = |path: &Path| excluded.is_some_and(|excluded| excluded(path));
    builder.hidden(false).require_git(false).filter_entry(|entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let never = || entry.file_name().to_str().is_some_and(|name| NEVER.contains(&name));
        !(is_folder && entry.depth() > 0 && never())
    });
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            if stop.is_set() {
                return WalkState::Quit;
            }
            let sight = match entry {
                Ok(entry) => {
                    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                    if entry.depth() > 0 && is_excluded(entry.path()) {
                        let counts = !is_folder && is_python(entry.path());
                        if counts {
                            let _ = sender.send(Sight::Skipped(entry.into_path()));
                        }
                        return WalkState::Skip;
                    }
                    // Links to files are followed, links to folders are not: they would be read twice.
                    let is_file = entry.file_type().is_some_and(|kind| kind.is_file())
                        || (entry.path_is_symlink() && entry.path().is_file());
                    let configures =
                        entry.file_name().to_str().is_some_and(|name| CONFIGURING.contains(&name));
                    match entry.path().parent() {
                        _ if is_folder => Sight::Folder(entry.into_path()),
                        _ if !is_file => return WalkState::Continue,
                        Some(folder) if configures => Sight::Configured(folder.to_path_buf()),
                        _ if !is_python(entry.path()) => return WalkState::Continue,
                        _ if entry.path_is_symlink() => Sight::Link(entry.into_path()),
                        _ => Sight::File(entry.into_path()),
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
            Sight::Link(path) => {
                discovered.links.push(path.clone());
                discovered.files.push(path);
            }
            Sight::Folder(path) => discovered.folders.push(path),
            Sight::Configured(folder) => discovered.configured.push(folder),
            Sight::Skipped(path) => discovered.skipped.push(path),
            Sight::Failed(path, cause) => discovered.failed.push((path, cause)),
        }
    }
    sort(&mut discovered.files);
    sort(&mut discovered.links);
    sort(&mut discovered.folders);
    sort(&mut discovered.skipped);
    sort(&mut discovered.configured);
    discovered.configured.dedup();
    discovered.failed.sort();
    discovered
}

/// By bytes: paths as such are compared part by part, which takes many times as long.
fn sort(paths: &mut [PathBuf]) {
    paths.sort_unstable_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
}

fn failed_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => failed_path(err),
        _ => None,
    }
}
