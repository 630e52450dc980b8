//! Paths to findings, with a memory: a file that has not changed is not read again.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cache::{Item, LEAST_FILES, Pack, Stamp};
use super::config::{self, Settings, SettingsError};
use super::judge::{self, Extras, Linked, Member};
use super::listing::{Key, Listings};
use super::mend::Overlay;
use super::unit::{self, NoText, Text, Unit};
use super::{Control, FileError, Options, Report, ScanError};

/// Files that one thread takes at a time. Left alone, rayon gives each of two threads quarters of all there is, and one waits in the
/// end.
const FILES_AT_A_TIME: usize = 8;

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
    listings: Listings,
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

/// A path to scan, resolved.
struct Root {
    path: PathBuf,
    is_folder: bool,
    settings: Arc<Settings>,
}

struct File {
    path: PathBuf,
    /// What the configuration nearest to it says.
    settings: Arc<Settings>,
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
        let here = working_directory().ok()?;
        let roots = resolve(paths, &here, options).ok()?;
        Some(Names::new(&roots, here).reports.join(report_path))
    }

    fn scan_in_pool(
        &self,
        paths: &[PathBuf],
        options: &Options,
        overlay: &Overlay,
        control: &Control<'_>,
    ) -> Result<Report, ScanError> {
        let here = working_directory()?;
        let roots = resolve(paths, &here, options)?;
        let mut report = Report::default();
        let files = list(&roots, &here, options, &self.listings, &mut report)?;
        control.check()?;
        let names = Names::new(&roots, here);

        let folder = self.cache.as_deref().filter(|_| files.len() >= LEAST_FILES);
        let pack = folder.and_then(|folder| Pack::load(folder, &names.modules)).unwrap_or_default();
        let outcomes = self.read_all(&files, &names, overlay, &pack, control)?;

        let mut members = Vec::with_capacity(files.len());
        let mut stamps = Vec::with_capacity(files.len());
        for (source, (file, outcome)) in files.iter().zip(outcomes).enumerate() {
            match outcome {
                Outcome::Unit(unit, stamp) => {
                    stamps.extend(stamp.filter(|_| folder.is_some()).map(|stamp| (Arc::clone(&unit), stamp)));
                    members.push(member(source, file, unit, &names));
                }
                Outcome::Skipped => report.skipped += 1,
                Outcome::Failed(message) => {
                    let path = names.report_path(&file.path);
                    report.errors.push(FileError { path, position: None, message });
                }
                Outcome::Cancelled => return Err(ScanError::Cancelled),
            }
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
            let items =
                stamps.iter().map(|(unit, stamp)| Item { path: &unit.module.path, stamp: *stamp, unit });
            let items: Vec<Item<'_>> = items.collect();
            if !pack.holds(&items) {
                // A cache that cannot be written costs time, nothing else.
                let _ = pack.save(folder, &names.modules, &items);
            }
        };
        let extras = Extras::of(options);
        // Another scan at the same time finds nothing here, and links for itself.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        let ((), judged) = rayon::join(remember, || judge::judge(members, &load, extras, &mut last, control));
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
        Ok(judge::add(judged?, report))
    }

    fn read_all(
        &self,
        files: &[File],
        names: &Names,
        overlay: &Overlay,
        pack: &Pack,
        control: &Control<'_>,
    ) -> Result<Vec<Outcome>, ScanError> {
        let done = AtomicUsize::new(0);
        let outcomes = files.par_iter().with_max_len(FILES_AT_A_TIME).map(|file| {
            if control.check().is_err() {
                return Outcome::Cancelled;
            }
            let outcome = self.read(&file.path, names, overlay, pack);
            if let Some(progress) = control.progress {
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
            }
            outcome
        });
        let outcomes = outcomes.collect();
        control.check()?;
        Ok(outcomes)
    }

    fn read(&self, path: &Path, names: &Names, overlay: &Overlay, pack: &Pack) -> Outcome {
        let module_path = names.module_path(path);
        if !overlay.is_empty()
            && let Some(text) = overlay.get(names.report_path(path).as_str())
        {
            return match unit::text_from_str(&module_path, text) {
                Ok(text) => Outcome::Unit(Arc::new(unit::summarise(module_path.into(), &text)), None),
                Err(_) => Outcome::Skipped,
            };
        }
        let stamp = match Stamp::of(path) {
            Ok(stamp) => stamp,
            Err(error) => return Outcome::Failed(format!("cannot read: {error}")),
        };
        let remembered = self.recall(path, &module_path);
        let is_new = remembered.is_none();
        let known = remembered.or_else(|| pack.recall(&module_path));
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
        let text = match unit::text(&module_path, bytes) {
            Ok(text) => text,
            Err(NoText::Skip) => return Outcome::Skipped,
            Err(NoText::Fault(fault)) => return Outcome::Failed(fault.message),
        };
        let unit = Unit { digest, ..unit::summarise(module_path.into(), &text) };
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

fn member(source: usize, file: &File, unit: Arc<Unit>, names: &Names) -> Member {
    let settings = &file.settings;
    let local_path = settings.has_per_file_ignores().then(|| {
        let folder = settings.folder.as_deref().unwrap_or(Path::new(""));
        with_slashes(file.path.strip_prefix(folder).unwrap_or(&file.path))
    });
    Member {
        unit,
        source,
        report_path: names.report_path(&file.path).into(),
        local_path,
        settings: Arc::clone(settings),
    }
}

/// The settings that hold for a file or folder.
pub fn settings(path: &Path, options: &Options) -> Result<Arc<Settings>, ScanError> {
    let roots = resolve(&[path.to_path_buf()], &working_directory()?, options)?;
    roots.into_iter().next().map(|root| root.settings).ok_or_else(|| ScanError::NotFound(path.to_path_buf()))
}

fn working_directory() -> Result<PathBuf, ScanError> {
    let here = std::env::current_dir();
    let here = here.map_err(|cause| ScanError::Unreadable { path: PathBuf::from("."), cause })?;
    Ok(here.canonicalize().unwrap_or(here))
}

/// Given paths to absolute ones with their settings.
fn resolve(paths: &[PathBuf], here: &Path, options: &Options) -> Result<Vec<Root>, ScanError> {
    let mut settings: FxHashMap<Option<PathBuf>, Arc<Settings>> = FxHashMap::default();
    let mut roots = Vec::new();
    for given in paths {
        let path = here.join(given);
        let path = path.canonicalize().map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => ScanError::NotFound(given.clone()),
            _ => ScanError::Unreadable { path: given.clone(), cause },
        })?;
        let unreadable = |cause| ScanError::Unreadable { path: given.clone(), cause };
        let is_folder = path.is_dir();
        if is_folder {
            std::fs::read_dir(&path).map_err(unreadable)?;
        } else {
            std::fs::File::open(&path).map_err(unreadable)?;
        }
        let folder = if is_folder { path.as_path() } else { path.parent().unwrap_or(&path) };
        let found = config::find(folder, &options.config)?;
        let key = found.as_ref().map(|found| found.path.clone());
        let settings = if let Some(settings) = settings.get(&key) {
            Arc::clone(settings)
        } else {
            let made = Arc::new(Settings::new(options, found.as_ref())?);
            settings.insert(key, Arc::clone(&made));
            made
        };
        roots.push(Root { path, is_folder, settings });
    }
    Ok(roots)
}

/// The files below all roots, each once.
fn list(
    roots: &[Root],
    here: &Path,
    options: &Options,
    listings: &Listings,
    report: &mut Report,
) -> Result<Vec<File>, ScanError> {
    let mut files = Vec::new();
    let glob = |error: globset::Error| ScanError::Glob(error.to_string());
    let by_caller = config::globs(options.exclude.iter().map(String::as_str)).map_err(glob)?;
    for root in roots {
        if !root.is_folder {
            files.push(File { path: root.path.clone(), settings: Arc::clone(&root.settings) });
            continue;
        }
        let anchor = root.settings.folder.as_deref().unwrap_or(&root.path);
        let in_file = config::globs(root.settings.exclude.iter().map(String::as_str)).map_err(glob)?;
        let is_excluded = |path: &Path| {
            in_file.is_match(path.strip_prefix(anchor).unwrap_or(path))
                || by_caller.is_match(path.strip_prefix(here).unwrap_or(path))
                || by_caller.is_match(path.strip_prefix(&root.path).unwrap_or(path))
        };
        let has_excludes = !in_file.is_empty() || !by_caller.is_empty();
        let globs = root.settings.exclude.iter().chain(&options.exclude).cloned().collect();
        let key =
            Key { root: root.path.clone(), anchor: anchor.to_path_buf(), here: here.to_path_buf(), globs };
        let discovered = listings.of(&key, has_excludes.then_some(&is_excluded));
        report.skipped += discovered.skipped.len();
        let names = Names::new(roots, here.to_path_buf());
        report.errors.extend(discovered.failed.iter().map(|(path, cause)| FileError {
            path: names.report_path(path),
            position: None,
            message: format!("cannot read: {cause}"),
        }));
        let nested = nested(root, &discovered.configured, options, &names, report);
        for path in &discovered.files {
            let settings = nearest(path, root, &nested);
            if settings
                .1
                .is_some_and(|exclude| exclude.is_match(path.strip_prefix(settings.2).unwrap_or(path)))
            {
                report.skipped += 1;
            } else {
                files.push(File { path: path.clone(), settings: Arc::clone(settings.0) });
            }
        }
    }
    // Stable: the first root that holds a file decides.
    files.sort_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    files.dedup_by(|a, b| a.path == b.path);
    Ok(files)
}

/// A configuration below a scanned folder.
struct Nested {
    folder: PathBuf,
    settings: Arc<Settings>,
    exclude: globset::GlobSet,
}

/// The configurations below a root. One that is at fault is told and left out: it may be somebody's test data.
fn nested(
    root: &Root,
    folders: &[PathBuf],
    options: &Options,
    names: &Names,
    report: &mut Report,
) -> Vec<Nested> {
    if options.config != config::ConfigSource::Nearest {
        return Vec::new();
    }
    let mut found = Vec::new();
    for folder in folders.iter().filter(|folder| **folder != root.path) {
        let settings = config::find(folder, &options.config)
            .map_err(SettingsError::Config)
            .and_then(|file| Settings::new(options, file.as_ref()));
        match settings {
            Ok(settings) => {
                let exclude = config::globs(settings.exclude.iter().map(String::as_str)).unwrap_or_default();
                found.push(Nested { folder: folder.clone(), settings: Arc::new(settings), exclude });
            }
            Err(error) => {
                let (path, message) = match error {
                    SettingsError::Config(error) => {
                        let line = error.line.map(|line| format!("line {line}: ")).unwrap_or_default();
                        (error.path, format!("{line}{}; this configuration is left out", error.message))
                    }
                    other => (folder.clone(), ScanError::from(other).to_string()),
                };
                report.errors.push(FileError { path: names.report_path(&path), position: None, message });
            }
        }
    }
    found
}

/// The settings that hold for a file, with what they exclude below which folder, unless those are the root's.
fn nearest<'n>(
    path: &Path,
    root: &'n Root,
    nested: &'n [Nested],
) -> (&'n Arc<Settings>, Option<&'n globset::GlobSet>, &'n Path) {
    let own = nested.iter().rev().find(|nested| path.starts_with(&nested.folder));
    own.map_or((&root.settings, None, &root.path), |nested| {
        let anchor = nested.settings.folder.as_deref().unwrap_or(&nested.folder);
        (&nested.settings, Some(&nested.exclude), anchor)
    })
}

/// How paths are called: in reports, and where module names are resolved.
struct Names {
    /// Report paths are relative to it.
    reports: PathBuf,
    /// Module paths are.
    modules: PathBuf,
}

impl Names {
    /// Reports speak relative to the working directory when everything lies below it, else to what the roots share. Module names
    /// start where the outermost package of the roots lies.
    fn new(roots: &[Root], here: PathBuf) -> Self {
        let mut shared: Option<PathBuf> = None;
        for root in roots {
            let folder =
                if root.is_folder { root.path.as_path() } else { root.path.parent().unwrap_or(&root.path) };
            shared = Some(match shared {
                None => folder.to_path_buf(),
                Some(known) => {
                    let common = known.ancestors().find(|ancestor| folder.starts_with(ancestor));
                    common.unwrap_or(Path::new("/")).to_path_buf()
                }
            });
        }
        let shared = shared.unwrap_or_else(|| here.clone());
        let mut modules = shared.as_path();
        while modules.join("__init__.py").is_file() {
            let Some(parent) = modules.parent() else { break };
            modules = parent;
        }
        let modules = modules.to_path_buf();
        let reports = if shared.starts_with(&here) { here } else { shared };
        Self { reports, modules }
    }

    fn report_path(&self, path: &Path) -> String {
        relative(path, &self.reports)
    }

    fn module_path(&self, path: &Path) -> String {
        relative(path, &self.modules)
    }
}

/// The path below `base`, with `/`.
fn relative(path: &Path, base: &Path) -> String {
    // The text decides in most cases; taking paths apart is what a scan after an edit would spend its time with.
    let below = |text: &str| Some(text.strip_prefix(base.to_str()?)?.strip_prefix('/')?.to_owned());
    match path.to_str().and_then(below) {
        Some(inside) if !inside.contains("//") => inside,
        _ => with_slashes(path.strip_prefix(base).unwrap_or(path)),
    }
}

fn with_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}
