//! Writes a project: a new folder appears in one rename, an existing one is changed through the journal.

use std::fs::{self, File as Handle, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::interrupt::{self, Writing};
use super::journal::{self, Step};
use super::project::{File, Project};
use super::{TemplateError, path};

/// What to do with files that exist already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Conflict {
    /// Write nothing.
    #[default]
    Error,
    /// Keep them, and write the others.
    Skip,
    /// Replace them.
    Overwrite,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WriteReport {
    /// The project's folder.
    pub dest: PathBuf,
    /// Files that are new.
    pub written: Vec<String>,
    /// Files that were replaced.
    pub overwritten: Vec<String>,
    /// Files that were kept.
    pub skipped: Vec<String>,
    /// Whether something was put back first that a killed writer had left half done.
    pub restored: bool,
}

/// Writes a project to the folder `dest`: all of it, or nothing.
///
/// SIGINT, SIGTERM and SIGHUP put everything back before they end the process. After SIGKILL or a power cut a new folder is there
/// as a whole or not at all. An existing one can be half changed, if the end came between its first and its last rename:
/// `.awaitwise-pending` then holds what it takes to go back, and the next writer does so first, see [`super::half_changed`].
pub fn write(project: &Project, dest: &Path, conflict: Conflict) -> Result<WriteReport, TemplateError> {
    check_name(dest)?;
    let _writing = Writing::begin();
    if is_fresh(dest)? {
        create(project, dest)?;
        return Ok(all_new(project, dest));
    }
    let pending = journal::Pending::lock(dest)?;
    let mut report = compare(project, dest, conflict)?;
    report.restored = pending.restored;
    let steps: Vec<Step<'_>> =
        project.files.iter().filter(|file| !report.skipped.contains(&file.path)).map(Step::write).collect();
    pending.apply(&steps)?;
    Ok(report)
}

/// Says what [`write()`] would do, as far as can be told without writing.
pub fn plan_write(project: &Project, dest: &Path, conflict: Conflict) -> Result<WriteReport, TemplateError> {
    check_name(dest)?;
    if is_fresh(dest)? { Ok(all_new(project, dest)) } else { compare(project, dest, conflict) }
}

/// Whether the project's folder can appear as a whole.
fn is_fresh(dest: &Path) -> Result<bool, TemplateError> {
    match fs::symlink_metadata(dest) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(through_a_file(dest)),
        Err(error) => Err(TemplateError::io("cannot read", dest)(error)),
        Ok(meta) if meta.is_symlink() => {
            Err(bad(dest, "is a symbolic link", "give the folder that it points to"))
        }
        Ok(meta) if !meta.is_dir() => {
            Err(bad(dest, "is a file", "choose a folder, or a path that does not exist yet"))
        }
        // Replacing the working directory would leave the caller's shell in a folder that is gone.
        Ok(_) => Ok(is_empty(dest)? && !is_working_directory(dest)),
    }
}

fn all_new(project: &Project, dest: &Path) -> WriteReport {
    WriteReport {
        dest: dest.to_owned(),
        written: project.files.iter().map(|file| file.path.clone()).collect(),
        overwritten: Vec::new(),
        skipped: Vec::new(),
        restored: false,
    }
}

/// Sorts the project's files by what is at their place.
fn compare(project: &Project, dest: &Path, conflict: Conflict) -> Result<WriteReport, TemplateError> {
    let mut report = WriteReport { written: Vec::new(), ..all_new(project, dest) };
    for file in &project.files {
        check_inside(dest, &file.path)?;
        let exists = fs::symlink_metadata(dest.join(&file.path)).is_ok();
        let list = match (exists, conflict) {
            (false, _) => &mut report.written,
            (true, Conflict::Overwrite) => &mut report.overwritten,
            (true, _) => &mut report.skipped,
        };
        list.push(file.path.clone());
    }
    if conflict == Conflict::Error && !report.skipped.is_empty() {
        return Err(TemplateError::Exists { dest: dest.to_owned(), files: report.skipped });
    }
    Ok(report)
}

/// Stages the project beside its destination, and renames it.
fn create(project: &Project, dest: &Path) -> Result<(), TemplateError> {
    let absolute = std::path::absolute(dest).map_err(TemplateError::io("cannot resolve", dest))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(bad(dest, "is no folder that can be created", "choose a path that does not exist yet"));
    };
    let made = make_parents(parent)?;
    let result = stage(project, parent, &name.to_string_lossy(), &absolute);
    if result.is_err() {
        for folder in made.iter().rev() {
            // Only empty ones go, so a failure here means that somebody else uses the folder.
            let _ = fs::remove_dir(folder);
        }
    }
    result
}

fn stage(project: &Project, parent: &Path, name: &str, dest: &Path) -> Result<(), TemplateError> {
    let prefix = format!(".{name}.awaitwise-");
    sweep(parent, &prefix);
    let stage = tempfile::Builder::new()
        .prefix(&prefix)
        .tempdir_in(parent)
        // The kind alone: the whole error names the temporary folder, which means nothing to anybody.
        .map_err(|error| TemplateError::io("cannot write in", parent)(error.kind().into()))?;
    let lock = Handle::create(stage.path().join("lock"))
        .map_err(TemplateError::io("cannot write in", stage.path()))?;
    lock.lock().map_err(TemplateError::io("cannot lock", stage.path()))?;
    let root = stage.path().join("project");
    fs::create_dir(&root).map_err(TemplateError::io("cannot create", &root))?;
    for file in &project.files {
        interrupt::check()?;
        let path = root.join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(TemplateError::io("cannot create", folder))?;
        }
        write_file(&path, file)?;
    }
    if cfg!(windows) && dest.is_dir() {
        // There a rename does not replace an empty folder.
        fs::remove_dir(dest).map_err(TemplateError::io("cannot replace", dest))?;
    }
    fs::rename(&root, dest).map_err(|error| match error.kind() {
        io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            bad(dest, "was created by somebody else meanwhile", "look at what is there, then try again")
        }
        _ => TemplateError::io("cannot create", dest)(error),
    })
}

/// Removes what a killed writer left: a stage whose lock nobody holds.
fn sweep(parent: &Path, prefix: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            let abandoned = Handle::open(entry.path().join("lock")).is_ok_and(|lock| lock.try_lock().is_ok());
            if abandoned {
                // What cannot be removed stays hidden and does no harm.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Creates missing folders and names them, outermost first.
fn make_parents(folder: &Path) -> Result<Vec<PathBuf>, TemplateError> {
    let mut missing: Vec<PathBuf> =
        folder.ancestors().take_while(|path| !path.exists()).map(Path::to_owned).collect();
    missing.reverse();
    for path in &missing {
        match fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(TemplateError::io("cannot create", path)(error));
            }
            Err(_) if !path.is_dir() => {
                return Err(bad(
                    path,
                    "is a link to nothing",
                    "remove the link, or choose another destination",
                ));
            }
            _ => {}
        }
    }
    Ok(missing)
}

/// What stands in the way of a path below a file.
fn through_a_file(dest: &Path) -> TemplateError {
    let file = dest.ancestors().find(|path| path.is_file()).unwrap_or(dest);
    bad(file, "is a file where a folder has to be", "choose another destination")
}

/// Writes one file and its permissions, and waits until it is on the disk.
pub(super) fn write_file(path: &Path, file: &File) -> Result<(), TemplateError> {
    let write = || {
        let mut handle = OpenOptions::new().write(true).create_new(true).open(path)?;
        handle.write_all(file.text.as_bytes())?;
        if file.mode & 0o111 != 0 {
            make_executable(&handle)?;
        }
        handle.sync_all()
    };
    write().map_err(TemplateError::io("cannot write", path))
}

#[cfg(unix)]
fn make_executable(handle: &Handle) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut permissions = handle.metadata()?.permissions();
    // Whoever may read a script may run it: the umask has decided who that is.
    permissions.set_mode(permissions.mode() | (permissions.mode() & 0o444) >> 2);
    handle.set_permissions(permissions)
}

#[cfg(not(unix))]
fn make_executable(_handle: &Handle) -> io::Result<()> {
    Ok(())
}

/// Refuses a path that leaves `dest`, also through a link inside it, or that runs into a file or a folder.
pub(super) fn check_inside(dest: &Path, relative: &str) -> Result<(), TemplateError> {
    let shown = dest.join(relative);
    if let Some(problem) = path::problem(relative) {
        return Err(bad(&shown, problem, "mend the template"));
    }
    let mut path = dest.to_owned();
    let mut parts = relative.split('/').peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        let Ok(meta) = fs::symlink_metadata(&path) else { return Ok(()) };
        let last = parts.peek().is_none();
        if meta.is_symlink() {
            return Err(bad(
                &path,
                "is a symbolic link",
                "replace the link by what it points to, or choose another destination",
            ));
        }
        if meta.is_dir() == last {
            let problem = if last {
                "is a folder where a file has to be"
            } else {
                "is a file where a folder has to be"
            };
            return Err(bad(&path, problem, "move it out of the way, or choose another destination"));
        }
    }
    Ok(())
}

fn check_name(dest: &Path) -> Result<(), TemplateError> {
    let text = dest.to_string_lossy();
    if text.contains('\0') {
        return Err(bad(dest, "has a NUL character", "give a path without it"));
    }
    if text.chars().any(char::is_control) {
        return Err(bad(dest, "has control characters", "give a path without them"));
    }
    match dest.file_name() {
        Some(name) if super::names::reserved(&name.to_string_lossy()) => {
            Err(bad(dest, "has a name that is reserved on Windows", "choose another name"))
        }
        _ if text.is_empty() => Err(bad(dest, "is empty", "name a folder")),
        _ => Ok(()),
    }
}

fn is_empty(folder: &Path) -> Result<bool, TemplateError> {
    Ok(fs::read_dir(folder).map_err(TemplateError::io("cannot read", folder))?.next().is_none())
}

fn is_working_directory(folder: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(folder).is_some_and(|folder| real(Path::new(".")) == Some(folder))
}

pub(super) fn bad(path: &Path, problem: &str, help: &str) -> TemplateError {
    TemplateError::BadDestination {
        path: super::names::shorten(&path.to_string_lossy()),
        problem: problem.to_owned(),
        help: help.to_owned(),
    }
}
