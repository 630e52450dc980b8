//! Changes several files of an existing folder together.
//!
//! Everything is staged inside the folder first, and what it replaces is kept beside it. Then a journal is written, and only
//! then are files renamed into place. An error puts everything back, and so does a signal that can be caught; after a kill, the
//! next writer does. What is left half changed, then, is what a kill between the first and the last rename leaves.

use std::collections::BTreeSet;
use std::fs::{self, File as Handle, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::TemplateError;
use super::interrupt;
use super::project::{File, sha256};
use super::write::{bad, write_file};

/// The folder for what is under way, inside the destination.
const FOLDER: &str = ".awaitwise-pending";
const JOURNAL: &str = "journal.json";
const LOCK: &str = "lock";
/// Keeps the folder out of everybody's commits, should a kill leave it behind.
const IGNORE: &str = ".gitignore";

/// One file to write, or to remove.
#[derive(Debug)]
pub(super) struct Step<'a> {
    path: &'a str,
    file: Option<&'a File>,
}

impl<'a> Step<'a> {
    pub(super) fn write(file: &'a File) -> Self {
        Self { path: &file.path, file: Some(file) }
    }

    pub(super) fn remove(path: &'a str) -> Self {
        Self { path, file: None }
    }
}

/// What has to be known to put everything back.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Journal {
    entries: Vec<Entry>,
    /// Folders that did not exist, outermost first.
    folders: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    path: String,
    existed: bool,
    /// SHA-256 of what is written; none where the file is removed.
    #[serde(default)]
    digest: Option<String>,
}

impl Journal {
    /// Whether every step was done before the end came.
    fn is_complete(&self, dest: &Path, folder: &Path) -> bool {
        self.entries.iter().enumerate().all(|(number, entry)| {
            let taken = !staged(folder, number).exists();
            taken && (entry.digest.is_some() || !dest.join(&entry.path).exists())
        })
    }
}

/// Whether a writer was killed in the middle and left files partly old and partly new. The next one puts them back first.
pub fn half_changed(dest: &Path) -> bool {
    let folder = dest.join(FOLDER);
    let Ok(text) = fs::read_to_string(folder.join(JOURNAL)) else { return false };
    let complete =
        serde_json::from_str(&text).is_ok_and(|journal: Journal| journal.is_complete(dest, &folder));
    let at_work = Handle::open(folder.join(LOCK))
        .is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
    !complete && !at_work
}

/// The right to change a folder: held by one writer at a time.
#[derive(Debug)]
pub(super) struct Pending {
    dest: PathBuf,
    folder: PathBuf,
    lock: Handle,
    /// Whether something had to be put back.
    pub(super) restored: bool,
}

impl Pending {
    /// Takes the lock, and first puts back what a killed writer left half done.
    pub(super) fn lock(dest: &Path) -> Result<Self, TemplateError> {
        let folder = dest.join(FOLDER);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(TemplateError::io("cannot write in", dest)(error));
            }
            _ => {}
        }
        if fs::symlink_metadata(&folder).is_ok_and(|meta| !meta.is_dir()) {
            return Err(bad(&folder, "is no folder", "remove it, then try again"));
        }
        let path = folder.join(LOCK);
        let busy =
            || bad(dest, "is being changed by another awaitwise", "wait until it is done, then try again");
        let lock = Handle::create(&path).map_err(TemplateError::io("cannot write", &path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy()),
            Err(TryLockError::Error(error)) => return Err(TemplateError::io("cannot lock", &path)(error)),
        }
        if !path.exists() {
            // The other writer has finished between our opening and locking: this lock guards nothing.
            return Err(busy());
        }
        let mut pending = Self { dest: dest.to_owned(), folder, lock, restored: false };
        if let Ok(text) = fs::read_to_string(pending.folder.join(JOURNAL)) {
            let journal: Journal = serde_json::from_str(&text).map_err(|_| {
                bad(
                    &pending.folder,
                    "holds a damaged journal",
                    "compare the project with its history, then remove the folder",
                )
            })?;
            // Going back from a change that is complete would take away what was done since.
            if !journal.is_complete(dest, &pending.folder) {
                pending.undo(&journal)?;
                pending.restored = true;
            }
            pending.close()?;
        }
        pending.clear()?;
        let ignore = pending.folder.join(IGNORE);
        fs::write(&ignore, "*\n").map_err(TemplateError::io("cannot write", &ignore))?;
        Ok(pending)
    }

    /// Makes all changes, or none.
    pub(super) fn apply(self, steps: &[Step<'_>]) -> Result<(), TemplateError> {
        let journal = self.stage(steps)?;
        if let Err(error) = self.commit(&journal, steps) {
            self.undo(&journal)?;
            self.close()?;
            return Err(error);
        }
        self.close()
    }

    /// Ends what the journal stands for.
    fn close(&self) -> Result<(), TemplateError> {
        let path = self.folder.join(JOURNAL);
        fs::remove_file(&path).map_err(TemplateError::io("cannot remove", &path))
    }

    /// Writes all new content and copies all old content; the journal comes last.
    fn stage(&self, steps: &[Step<'_>]) -> Result<Journal, TemplateError> {
        let mut journal = Journal::default();
        for (number, step) in steps.iter().enumerate() {
            interrupt::check()?;
            let target = self.dest.join(step.path);
            let existed = target.exists();
            if existed {
                keep(&target, &self.kept(number)).map_err(TemplateError::io("cannot copy", &target))?;
            }
            if let Some(file) = step.file {
                write_file(&self.staged(number), file)?;
            }
            let parents =
                Path::new(step.path).ancestors().skip(1).filter(|folder| !self.dest.join(folder).exists());
            for folder in parents.map(|folder| folder.to_string_lossy().into_owned()) {
                if !journal.folders.contains(&folder) {
                    journal.folders.push(folder);
                }
            }
            let digest = step.file.map(|file| file.sha256.clone());
            journal.entries.push(Entry { path: step.path.to_owned(), existed, digest });
        }
        journal.folders.sort();
        let text = serde_json::to_string(&journal)
            .map_err(|error| TemplateError::io("cannot write", &self.folder)(error.into()))?;
        let draft = File::new("journal".to_owned(), text);
        write_file(&self.folder.join(&draft.path), &draft)?;
        let path = self.folder.join(JOURNAL);
        fs::rename(self.folder.join(&draft.path), &path).map_err(TemplateError::io("cannot write", &path))?;
        sync(&self.folder)?;
        Ok(journal)
    }

    fn commit(&self, journal: &Journal, steps: &[Step<'_>]) -> Result<(), TemplateError> {
        for folder in &journal.folders {
            let folder = self.dest.join(folder);
            fs::create_dir(&folder).map_err(TemplateError::io("cannot create", &folder))?;
        }
        for (number, step) in steps.iter().enumerate() {
            let target = self.dest.join(step.path);
            let result = match step.file {
                Some(_) => fs::rename(self.staged(number), &target),
                None => fs::remove_file(&target),
            };
            result.map_err(TemplateError::io("cannot change", &target))?;
        }
        // The journal may go only when the renames are on the disk.
        let changed: BTreeSet<PathBuf> =
            steps.iter().filter_map(|step| self.dest.join(step.path).parent().map(Path::to_owned)).collect();
        changed.iter().try_for_each(|folder| sync(folder))
    }

    /// Puts everything back. Each step can be done twice, so a kill in between does no harm.
    fn undo(&self, journal: &Journal) -> Result<(), TemplateError> {
        for (number, entry) in journal.entries.iter().enumerate() {
            self.check_untouched(number, entry)?;
        }
        for (number, entry) in journal.entries.iter().enumerate().rev() {
            let target = self.dest.join(&entry.path);
            let done = !self.staged(number).exists();
            if !done {
                continue;
            }
            let result = if entry.existed && self.kept(number).exists() {
                fs::rename(self.kept(number), &target)
            } else if !entry.existed && target.exists() {
                fs::remove_file(&target)
            } else {
                Ok(())
            };
            result.map_err(TemplateError::io("cannot restore", &target))?;
        }
        for folder in journal.folders.iter().rev() {
            // One that is not empty holds somebody else's files.
            let _ = fs::remove_dir(self.dest.join(folder));
        }
        Ok(())
    }

    /// Refuses to replace what somebody has edited since it was written.
    fn check_untouched(&self, number: usize, entry: &Entry) -> Result<(), TemplateError> {
        let target = self.dest.join(&entry.path);
        let Some(digest) = entry.digest.as_ref().filter(|_| !self.staged(number).exists()) else {
            return Ok(());
        };
        // Either it was put back already, or it is not there: nothing to lose.
        if entry.existed && !self.kept(number).exists() {
            return Ok(());
        }
        match fs::read(&target) {
            Ok(bytes) if sha256(&bytes) != *digest => Err(bad(
                &target,
                "was edited after a writer had been killed in the middle",
                &format!(
                    "move it elsewhere, then try again; the text from before is in {}",
                    self.kept(number).display()
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Empties the folder, except for the lock.
    fn clear(&self) -> Result<(), TemplateError> {
        let entries = fs::read_dir(&self.folder).map_err(TemplateError::io("cannot read", &self.folder))?;
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| !path.ends_with(LOCK)) {
            fs::remove_file(&path).map_err(TemplateError::io("cannot remove", &path))?;
        }
        Ok(())
    }

    fn staged(&self, number: usize) -> PathBuf {
        staged(&self.folder, number)
    }

    fn kept(&self, number: usize) -> PathBuf {
        self.folder.join(format!("old-{number}"))
    }
}

fn staged(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("new-{number}"))
}

/// Keeps what a file is: as a second name, or as a copy where links cannot be had.
fn keep(file: &Path, kept: &Path) -> io::Result<()> {
    if fs::hard_link(file, kept).is_ok() {
        return Ok(());
    }
    fs::copy(file, kept)?;
    Handle::open(kept)?.sync_all()
}

/// Waits until a folder's entries are on the disk.
#[cfg(unix)]
fn sync(folder: &Path) -> Result<(), TemplateError> {
    let synced = Handle::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(TemplateError::io("cannot write in", folder))
}

#[cfg(not(unix))]
fn sync(_folder: &Path) -> Result<(), TemplateError> {
    Ok(())
}

impl Drop for Pending {
    fn drop(&mut self) {
        // A journal that is still there is needed to put things back.
        if !self.folder.join(JOURNAL).exists() {
            let _ = fs::remove_dir_all(&self.folder);
        }
        let _ = self.lock.unlock();
    }
}
