//! Paths to findings, with a memory: a file that has not changed is not read again.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cache::{Item, LEAST_FILES, Pack, Stamp};
use super::config::Settings;
use super::files::{File, Listed, Lister};
use super::judge::{self, Extras, Linked, Member};
use super::mend::Overlay;
use super::unit::{self, NoText, Text, Unit};
use super::{Control, FileError, Options, Report, ScanError};

/// Files that one thread takes at a time. Left alone, rayon gives each of two threads quarters of all there is, and one waits in the
/// end.
const FILES_AT_A_TIME: usize = 8;

/// Files between two words on how far a scan has come.
const FILES_BETWEEN_REPORTS: usize = 64;

/// Deep trees need deep stacks, to be built and to be dropped; untouched pages cost address space alone.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// The threads that analyse.
pub(super) fn pool() -> &'static rayon::ThreadPool {
    static POOL: LazyLock<rayon::ThreadPool> = LazyLock::new(|| {
        let builder = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES);
        let named = builder.thread_name(|index| format!("analysis-{index}")).build();
        #[expect(clippy::expect_used, reason = "a system that gives no thread at all cannot scan")]
        named.expect("threads for the analysis")
    });
    &POOL
}

/// Scans paths and remembers summaries between scans.
#[derive(Debug, Default)]
pub struct Session {
    memory: RwLock<FxHashMap<OsString, Remembered>>,
    lister: Lister,
    /// What was remembered of the files of the last scan, in their order.
    recent: Mutex<Option<Recent>>,
    /// The program of the last scan: the next one is often nearly the same.
    last: Mutex<Option<Linked>>,
    /// Where summaries are kept on disk, if anywhere.
    cache: Option<PathBuf>,
}

/// A summary with what tells whether it still holds.
#[derive(Debug, Clone)]
struct Remembered {
    stamp: Stamp,
    unit: Arc<Unit>,
}

#[derive(Debug)]
struct Recent {
    listed: Arc<Listed>,
    known: Vec<Option<Remembered>>,
}

enum Outcome {
    /// The stamp is missing for what does not lie on disk.
    Unit(Arc<Unit>, Option<Stamp>),
    Skipped,
    Failed(String),
    Cancelled,
}

impl Session {
    /// A session that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A session that also keeps summaries in files below `folder`, for the next process.
    pub fn with_cache(folder: Option<PathBuf>) -> Self {
        Self { cache: folder, ..Self::default() }
    }

    /// Scans files and folders as one program.
    pub fn scan(
        &self,
        paths: &[PathBuf],
        options: &Options,
        control: &Control<'_>,
    ) -> Result<Report, ScanError> {
        self.scan_over(paths, options, &Overlay::new(), control)
    }

    /// The same, with texts that stand for what is on disk.
    pub(super) fn scan_over(
        &self,
        paths: &[PathBuf],
        options: &Options,
        overlay: &Overlay,
        control: &Control<'_>,
    ) -> Result<Report, ScanError> {
        pool().install(|| self.scan_in_pool(paths, options, overlay, control))
    }

    /// The file that a report of these paths calls `report_path`.
    pub(super) fn file_of(paths: &[PathBuf], options: &Options, report_path: &str) -> Option<PathBuf> {
        Lister::default().file_of(paths, options, report_path)
    }

    fn scan_in_pool(
        &self,
        paths: &[PathBuf],
        options: &Options,
        overlay: &Overlay,
        control: &Control<'_>,
    ) -> Result<Report, ScanError> {
        let mut report = Report::default();
        let listed = self.lister.list(paths, options, &mut report, control)?;
        let files = &listed.files;
        control.check()?;

        let folder = self.cache.as_deref().filter(|_| files.len() >= LEAST_FILES);
        let pack = folder.and_then(|folder| Pack::load(folder, &listed.base)).unwrap_or_default();
        let outcomes = self.read_all(&listed, overlay, &pack, control)?;

        let mut members = Vec::with_capacity(files.len());
        let mut known = Vec::with_capacity(files.len());
        for (source, (file, outcome)) in files.iter().zip(outcomes).enumerate() {
            let mut remembered = None;
            match outcome {
                Outcome::Unit(unit, stamp) => {
                    remembered = stamp.map(|stamp| Remembered { stamp, unit: Arc::clone(&unit) });
                    members.push(Member {
                        unit,
                        source,
                        report_path: Arc::clone(&file.report_path),
                        local_path: file.local_path.clone(),
                        settings: Arc::clone(&file.settings),
                    });
                }
                Outcome::Skipped => report.skipped += 1,
                Outcome::Failed(message) => {
                    let path = file.report_path.to_string();
                    report.errors.push(FileError { path, position: None, message });
                }
                Outcome::Cancelled => return Err(ScanError::Cancelled),
            }
            known.push(remembered);
        }
        let load = |member: &Member| -> Option<Text> {
            if let Some(text) = overlay.get(&member.report_path) {
                return unit::text_from_str(&member.report_path, text).ok();
            }
            let bytes = std::fs::read(&files.get(member.source)?.path).ok()?;
            if unit::digest(&bytes) != member.unit.digest {
                return None;
            }
            unit::text(&member.report_path, bytes).ok()
        };
        let remember = || {
            let Some(folder) = folder else { return };
            let items = known.iter().flatten();
            let items = items.map(|known| Item {
                path: &known.unit.module.path,
                stamp: known.stamp,
                unit: &known.unit,
            });
            let items: Vec<Item<'_>> = items.collect();
            if !pack.holds(&items) {
                // A cache that cannot be written costs time, nothing else.
                let _ = pack.save(folder, &listed.base, &items);
            }
        };
        let extras = Extras::of(options);
        // Another scan at the same time finds nothing here, and links for itself.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        let ((), judged) = rayon::join(remember, || judge::judge(members, &load, extras, &mut last, control));
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
        let recent = Recent { listed: Arc::clone(&listed), known };
        *self.recent.lock().unwrap_or_else(PoisonError::into_inner) = Some(recent);
        Ok(judge::add(judged?, report))
    }

    fn read_all(
        &self,
        listed: &Arc<Listed>,
        overlay: &Overlay,
        pack: &Pack,
        control: &Control<'_>,
    ) -> Result<Vec<Outcome>, ScanError> {
        // Another scan at the same time finds nothing here, and looks up file by file.
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner).take();
        let recent = recent.filter(|recent| Arc::ptr_eq(&recent.listed, listed));
        let done = AtomicUsize::new(0);
        let total = listed.files.len();
        let files = listed.files.par_iter().with_max_len(FILES_AT_A_TIME).enumerate();
        let outcomes = files.map(|(number, file)| {
            if control.check().is_err() {
                return Outcome::Cancelled;
            }
            let known = recent.as_ref().and_then(|recent| recent.known.get(number)?.as_ref());
            let outcome = self.read(file, known, overlay, pack);
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if let Some(progress) = control.progress
                && (count.is_multiple_of(FILES_BETWEEN_REPORTS) || count == total)
            {
                progress(count, total);
            }
            outcome
        });
        let outcomes = outcomes.collect();
        control.check()?;
        Ok(outcomes)
    }

    fn read(&self, file: &File, known: Option<&Remembered>, overlay: &Overlay, pack: &Pack) -> Outcome {
        let path = file.path.as_path();
        if let Some(text) = overlay.get(&file.report_path) {
            return match unit::text_from_str(&file.module_path, text) {
                Ok(text) => {
                    let unit = unit::summarise(Arc::clone(&file.module_path), &text);
                    Outcome::Unit(Arc::new(unit), None)
                }
                Err(_) => Outcome::Skipped,
            };
        }
        let stamp = match Stamp::of(path) {
            Ok(stamp) => stamp,
            Err(error) => return Outcome::Failed(format!("cannot read: {error}")),
        };
        if let Some(known) = known.filter(|known| known.stamp.vouches_for(stamp)) {
            return Outcome::Unit(Arc::clone(&known.unit), Some(known.stamp));
        }
        let remembered = self.recall(path, &file.module_path);
        let is_new = remembered.is_none();
        let known = remembered.or_else(|| pack.recall(&file.module_path));
        if let Some(known) = &known
            && known.stamp.vouches_for(stamp)
        {
            let unit = Arc::clone(&known.unit);
            return if is_new {
                self.remember(path, known.stamp, unit)
            } else {
                Outcome::Unit(unit, Some(known.stamp))
            };
        }
        if let Some(fault) = unit::too_large(stamp.bytes) {
            return Outcome::Failed(fault.message);
        }
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return Outcome::Failed(format!("cannot read: {error}")),
        };
        let digest = unit::digest(&bytes);
        if let Some(known) = known.filter(|known| known.unit.digest == digest) {
            return self.remember(path, stamp, known.unit);
        }
        let text = match unit::text(&file.module_path, bytes) {
            Ok(text) => text,
            Err(NoText::Skip) => return Outcome::Skipped,
            Err(NoText::Fault(fault)) => return Outcome::Failed(fault.message),
        };
        let unit = Unit { digest, ..unit::summarise(Arc::clone(&file.module_path), &text) };
        self.remember(path, stamp, Arc::new(unit))
    }

    fn recall(&self, path: &Path, module_path: &str) -> Option<Remembered> {
        let memory = self.memory.read().unwrap_or_else(PoisonError::into_inner);
        memory.get(path.as_os_str()).filter(|known| &*known.unit.module.path == module_path).cloned()
    }

    fn remember(&self, path: &Path, stamp: Stamp, unit: Arc<Unit>) -> Outcome {
        let mut memory = self.memory.write().unwrap_or_else(PoisonError::into_inner);
        memory.insert(path.into(), Remembered { stamp, unit: Arc::clone(&unit) });
        Outcome::Unit(unit, Some(stamp))
    }
}

impl Pack {
    fn recall(&self, module_path: &str) -> Option<Remembered> {
        let (stamp, unit) = self.get(module_path)?;
        Some(Remembered { stamp, unit: Arc::new(unit) })
    }
}

/// The settings that hold for a file or folder.
pub fn settings(path: &Path, options: &Options) -> Result<Arc<Settings>, ScanError> {
    Lister::default().settings(path, options)
}
