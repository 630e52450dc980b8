//! Which files a scan reads, what holds for each, and how they are called.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashSet;

use super::config::{self, Found, Settings, SettingsError};
use super::discover::Discovered;
use super::listing::{Key, Listings};
use super::{Control, FileError, Options, Report, ScanError};

/// More settings than this are forgotten: few differ in one scan.
const MOST_SETTINGS: usize = 64;

/// A path to scan, resolved.
struct Root {
    path: PathBuf,
    /// Whether it was given relative to the working directory.
    is_relative: bool,
    is_folder: bool,
    settings: Arc<Settings>,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// What module names are resolved by.
    pub(super) module_path: Arc<str>,
    /// How reports name it.
    pub(super) report_path: Arc<str>,
    /// The path that globs of the configuration see, where any of them ask.
    pub(super) local_path: Option<Arc<str>>,
    /// What the configuration nearest to it says.
    pub(super) settings: Arc<Settings>,
}

/// The files of a scan, each once, sorted by path.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) files: Vec<File>,
    /// Where module names start.
    pub(super) base: PathBuf,
    /// How many files were found below folders and left out: by the configurations, or because they lie elsewhere.
    left_out: usize,
    made_from: MadeFrom,
}

/// What lies below a root that is a folder.
#[derive(Debug)]
struct Below {
    discovered: Arc<Discovered>,
    /// The configurations there.
    nested: Vec<Nested>,
    /// Links that lead out of where files may lie.
    outside: FxHashSet<PathBuf>,
}

/// What decides which files are listed.
#[derive(Debug)]
struct MadeFrom {
    roots: Vec<(PathBuf, Arc<Settings>)>,
    below: Vec<Below>,
    names: Names,
}

impl MadeFrom {
    /// Whether the two are the very same: what has been worked out anew is not compared.
    fn is(&self, other: &Self) -> bool {
        let same_nested =
            |a: &Nested, b: &Nested| a.folder == b.folder && Arc::ptr_eq(&a.settings, &b.settings);
        self.names == other.names
            && self.roots.len() == other.roots.len()
            && self.below.len() == other.below.len()
            && self.roots.iter().zip(&other.roots).all(|(a, b)| a.0 == b.0 && Arc::ptr_eq(&a.1, &b.1))
            && self.below.iter().zip(&other.below).all(|(a, b)| {
                Arc::ptr_eq(&a.discovered, &b.discovered)
                    && a.outside == b.outside
                    && a.nested.len() == b.nested.len()
                    && a.nested.iter().zip(&b.nested).all(|(a, b)| same_nested(a, b))
            })
    }
}

/// Lists files, and remembers what it has listed.
#[derive(Debug, Default)]
pub(super) struct Lister {
    listings: Listings,
    settings: Mutex<Vec<KnownSettings>>,
    last: Mutex<Option<Arc<Listed>>>,
}

/// Settings with what they were made from.
#[derive(Debug)]
struct KnownSettings {
    options: Options,
    found: Option<Found>,
    settings: Arc<Settings>,
}

impl Lister {
    /// The files below all paths. What keeps some from being listed is added to the report.
    pub(super) fn list(
        &self,
        paths: &[PathBuf],
        options: &Options,
        report: &mut Report,
        control: &Control<'_>,
    ) -> Result<Arc<Listed>, ScanError> {
        let here = working_directory()?;
        let roots = self.resolve(paths, &here, options)?;
        let names = Names::new(&roots, here.clone());
        let below = self.look_below(&roots, &here, options, (&names, control), report)?;
        let made_from = MadeFrom {
            roots: roots.iter().map(|root| (root.path.clone(), Arc::clone(&root.settings))).collect(),
            below,
            names,
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref().filter(|known| known.made_from.is(&made_from)).cloned();
        let listed = known.unwrap_or_else(|| Arc::new(listed(&roots, made_from)));
        *last = Some(Arc::clone(&listed));
        report.skipped += listed.left_out;
        Ok(listed)
    }

    /// The settings that hold for a file or folder.
    pub(super) fn settings(&self, path: &Path, options: &Options) -> Result<Arc<Settings>, ScanError> {
        let roots = self.resolve(&[path.to_path_buf()], &working_directory()?, options)?;
        let root = roots.into_iter().next();
        root.map(|root| root.settings).ok_or_else(|| ScanError::NotFound(path.to_path_buf()))
    }

    /// The file that a report of these paths calls `report_path`.
    pub(super) fn file_of(&self, paths: &[PathBuf], options: &Options, report_path: &str) -> Option<PathBuf> {
        let here = working_directory().ok()?;
        let roots = self.resolve(paths, &here, options).ok()?;
        let names = Names::new(&roots, here);
        let inside = report_path.strip_prefix(&*names.prefix)?;
        Some(names.reports.join(inside))
    }

    /// The same settings for the same words, so that two scans can tell that nothing has changed.
    fn settings_from(&self, options: &Options, found: Option<Found>) -> Result<Arc<Settings>, SettingsError> {
        let mut known = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.iter().find(|known| known.options == *options && known.found == found) {
            return Ok(Arc::clone(&known.settings));
        }
        let settings = Arc::new(Settings::new(options, found.as_ref())?);
        if known.len() >= MOST_SETTINGS {
            known.clear();
        }
        known.push(KnownSettings { options: options.clone(), found, settings: Arc::clone(&settings) });
        Ok(settings)
    }

    /// Given paths to absolute ones with their settings.
    fn resolve(&self, paths: &[PathBuf], here: &Path, options: &Options) -> Result<Vec<Root>, ScanError> {
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
            let settings = self.settings_from(options, found)?;
            roots.push(Root { path, is_relative: given.is_relative(), is_folder, settings });
        }
        Ok(roots)
    }

    /// What lies below each root that is a folder, with the configurations there.
    fn look_below(
        &self,
        roots: &[Root],
        here: &Path,
        options: &Options,
        (names, control): (&Names, &Control<'_>),
        report: &mut Report,
    ) -> Result<Vec<Below>, ScanError> {
        let glob = |error: globset::Error| ScanError::Glob(error.to_string());
        let by_caller = config::globs(options.exclude.iter().map(String::as_str)).map_err(glob)?;
        let mut below = Vec::new();
        for root in roots.iter().filter(|root| root.is_folder) {
            let anchor = root.settings.folder.as_deref().unwrap_or(&root.path);
            let in_file = config::globs(root.settings.exclude.iter().map(String::as_str)).map_err(glob)?;
            let is_excluded = |path: &Path| {
                in_file.is_match(path.strip_prefix(anchor).unwrap_or(path))
                    || by_caller.is_match(path.strip_prefix(here).unwrap_or(path))
                    || by_caller.is_match(path.strip_prefix(&root.path).unwrap_or(path))
            };
            let has_excludes = !in_file.is_empty() || !by_caller.is_empty();
            let globs = root.settings.exclude.iter().chain(&options.exclude).cloned().collect();
            let key = Key {
                root: root.path.clone(),
                anchor: anchor.to_path_buf(),
                here: here.to_path_buf(),
                globs,
            };
            let discovered = self.listings.of(&key, has_excludes.then_some(&is_excluded), &control.stop);
            control.check()?;
            report.skipped += discovered.skipped.len();
            report.errors.extend(discovered.failed.iter().map(|(path, cause)| FileError {
                path: names.report_path(path),
                position: None,
                message: format!("cannot read: {cause}"),
            }));
            let nested = self.nested(root, &discovered.configured, options, names, report);
            let outside = discovered.links.iter().filter(|link| !lies_within(link, &options.within)).cloned();
            let outside = outside.collect();
            below.push(Below { discovered, nested, outside });
        }
        Ok(below)
    }

    /// The configurations below a root. One that is at fault is told and left out: it may be somebody's test data.
    fn nested(
        &self,
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
                .and_then(|file| self.settings_from(options, file));
            match settings {
                Ok(settings) => {
                    let exclude =
                        config::globs(settings.exclude.iter().map(String::as_str)).unwrap_or_default();
                    found.push(Nested { folder: folder.clone(), settings, exclude });
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
}

/// The files of all roots, with their names.
fn listed(roots: &[Root], made_from: MadeFrom) -> Listed {
    let names = &made_from.names;
    let mut found: Vec<(PathBuf, Arc<Settings>)> = Vec::new();
    let mut left_out = 0;
    let mut below = made_from.below.iter();
    for root in roots {
        if !root.is_folder {
            found.push((root.path.clone(), Arc::clone(&root.settings)));
            continue;
        }
        let Some(Below { discovered, nested, outside }) = below.next() else { continue };
        for path in &discovered.files {
            let (settings, exclude, anchor) = nearest(path, root, nested);
            let excludes =
                |globs: &globset::GlobSet| globs.is_match(path.strip_prefix(anchor).unwrap_or(path));
            if outside.contains(path) || exclude.is_some_and(excludes) {
                left_out += 1;
            } else {
                found.push((path.clone(), Arc::clone(settings)));
            }
        }
    }
    // Stable: the first root that holds a file decides.
    found.sort_by(|a, b| a.0.as_os_str().cmp(b.0.as_os_str()));
    found.dedup_by(|a, b| a.0 == b.0);
    let files = found.into_iter().map(|(path, settings)| names.file(path, settings)).collect();
    let base = names.modules.clone();
    Listed { files, base, left_out, made_from }
}

/// Whether the file that a link leads to lies in one of the folders, if any are given. Asked anew for each scan: what lies behind the
/// link may have moved while the link has not.
fn lies_within(link: &Path, folders: &[PathBuf]) -> bool {
    let holds = |real: PathBuf| folders.iter().any(|folder| real.starts_with(folder));
    folders.is_empty() || link.canonicalize().is_ok_and(holds)
}

fn working_directory() -> Result<PathBuf, ScanError> {
    let here = std::env::current_dir();
    let here = here.map_err(|cause| ScanError::Unreadable { path: PathBuf::from("."), cause })?;
    Ok(here.canonicalize().unwrap_or(here))
}

/// A configuration below a scanned folder.
#[derive(Debug)]
struct Nested {
    folder: PathBuf,
    settings: Arc<Settings>,
    exclude: globset::GlobSet,
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
#[derive(Debug, PartialEq, Eq)]
struct Names {
    /// Report paths are relative to it.
    reports: PathBuf,
    /// What report paths begin with: `../src/`, where that leads from the working directory to `reports`.
    prefix: String,
    /// Module paths are.
    modules: PathBuf,
}

impl Names {
    /// Reports speak relative to the working directory when everything lies below it or was given so, else relative to what the
    /// roots share. Module names start where the outermost package of the roots lies.
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
        if shared.starts_with(&here) {
            return Self { reports: here, prefix: String::new(), modules };
        }
        let is_relative = roots.iter().all(|root| root.is_relative);
        let prefix = if is_relative { way(&here, &shared) } else { String::new() };
        Self { reports: shared, prefix, modules }
    }

    fn file(&self, path: PathBuf, settings: Arc<Settings>) -> File {
        let local_path = settings.has_per_file_ignores().then(|| {
            let folder = settings.folder.as_deref().unwrap_or(Path::new(""));
            with_slashes(path.strip_prefix(folder).unwrap_or(&path)).into()
        });
        File {
            module_path: relative(&path, &self.modules).into(),
            report_path: self.report_path(&path).into(),
            local_path,
            settings,
            path,
        }
    }

    fn report_path(&self, path: &Path) -> String {
        let inside = relative(path, &self.reports);
        if self.prefix.is_empty() { inside } else { format!("{}{inside}", self.prefix) }
    }
}

/// The way from one folder to another, ending in `/`: `../src/`.
fn way(from: &Path, to: &Path) -> String {
    let shared = from.ancestors().find(|ancestor| to.starts_with(ancestor)).unwrap_or(Path::new(""));
    let up = from.strip_prefix(shared).map_or(0, |below| below.components().count());
    let down = with_slashes(to.strip_prefix(shared).unwrap_or(to));
    let slash = if down.is_empty() { "" } else { "/" };
    format!("{}{down}{slash}", "../".repeat(up))
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
