//! Texts in memory to findings: for clients that send code, for standard input and for tests.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::config::{self, ConfigSource, Settings};
use super::discover::CONFIGURING;
use super::judge::{self, Extras, Member};
use super::mend::Overlay;
use super::unit::{self, NoText, Text};
use super::{Control, FileError, Options, Report, ScanError, session};
use crate::text::Source;

/// Judges texts as one program. Paths are names as reports show them, with `/`; a text named `pyproject.toml` or `awaitwise.toml`
/// configures the scan unless the options say otherwise, and names that end in `.ipynb` are notebooks.
pub fn scan_texts(texts: &[Source], options: &Options, control: &Control<'_>) -> Result<Report, ScanError> {
    let nearest = Nearest::new(texts, options)?;
    session::pool().install(|| {
        let is_code = |source: &&Source| !source.path.ends_with(".toml");
        let sources: Vec<&Source> = texts.iter().filter(is_code).collect();
        let read: Vec<(usize, Result<unit::Unit, NoText>)> = sources
            .par_iter()
            .enumerate()
            .filter(|(_, source)| !nearest.excludes(&source.path))
            .filter(|_| !control.stop.is_set())
            .map(|(number, source)| (number, read(source)))
            .collect();
        control.check()?;
        let mut report = Report { skipped: sources.len() - read.len(), ..Report::default() };
        let mut members = Vec::new();
        for (number, outcome) in read {
            let source = sources[number];
            match outcome {
                Ok(unit) => members.push(Member {
                    unit: Arc::new(unit),
                    source: number,
                    report_path: Arc::clone(&source.path),
                    local_path: Some(nearest.of(&source.path).local(&source.path).into()),
                    settings: Arc::clone(&nearest.of(&source.path).settings),
                }),
                Err(NoText::Skip) => report.skipped += 1,
                Err(NoText::Fault(fault)) => report.errors.push(FileError {
                    path: source.path.to_string(),
                    position: None,
                    message: fault.message,
                }),
            }
        }
        let load = |member: &Member| -> Option<Text> { text_of(sources.get(member.source)?).ok() };
        let judged = judge::judge(members, &load, Extras::of(options), &mut None, control)?;
        Ok(judge::add(judged, report))
    })
}

/// What holds below a folder.
struct Part {
    /// `a/b`, or empty.
    folder: String,
    /// The folder of the text below that of the configuration, where the text has a place on the disk.
    place: Option<PathBuf>,
    settings: Arc<Settings>,
    exclude: globset::GlobSet,
}

impl Part {
    fn new(folder: &str, options: &Options, found: Option<&config::Found>) -> Result<Self, ScanError> {
        let settings = Settings::new(options, found)?;
        let exclude = config::globs(settings.exclude.iter().map(String::as_str))
            .map_err(|error| ScanError::Glob(error.to_string()))?;
        let place = match &options.config {
            ConfigSource::NearestTo(place) => {
                settings.folder.as_deref().and_then(|folder| place.strip_prefix(folder).ok())
            }
            _ => None,
        };
        let place = place.map(Path::to_path_buf);
        Ok(Self { folder: folder.to_owned(), place, settings: Arc::new(settings), exclude })
    }

    /// The path that globs of the configuration see.
    fn local(&self, path: &str) -> String {
        if let (Some(place), Some(name)) = (&self.place, Path::new(path).file_name()) {
            return place.join(name).to_string_lossy().replace('\\', "/");
        }
        let inside = path.strip_prefix(&*self.folder).map_or(path, |rest| rest.trim_start_matches('/'));
        inside.to_owned()
    }

    fn holds(&self, path: &str) -> bool {
        self.folder.is_empty() || path.strip_prefix(&*self.folder).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// The configurations among the texts, the deepest last.
struct Nearest(Vec<Part>);

impl Nearest {
    fn new(texts: &[Source], options: &Options) -> Result<Self, ScanError> {
        if options.config != ConfigSource::Nearest {
            let found = config::find(Path::new("/"), &options.config)?;
            return Ok(Self(vec![Part::new("", options, found.as_ref())?]));
        }
        let names = texts.iter().filter_map(|source| match source.path.rsplit_once('/') {
            Some((folder, name)) => CONFIGURING.contains(&name).then_some(folder),
            None => None,
        });
        let mut folders: Vec<&str> = names.collect();
        folders.sort_unstable();
        folders.dedup();
        let parts = std::iter::once("").chain(folders);
        let parts = parts.map(|folder| Part::new(folder, options, config::find_in(texts, folder)?.as_ref()));
        parts.collect::<Result<_, _>>().map(Self)
    }

    fn of(&self, path: &str) -> &Part {
        let own = self.0.iter().rev().find(|part| part.holds(path));
        own.unwrap_or(&self.0[0])
    }

    fn excludes(&self, path: &str) -> bool {
        let part = self.of(path);
        part.exclude.is_match(part.local(path)) || self.0[0].exclude.is_match(path)
    }
}

/// The texts, with those of the overlay in the place of theirs.
pub(super) fn overlaid(texts: &[Source], overlay: &Overlay) -> Vec<Source> {
    let replaced = texts.iter().map(|source| match overlay.get(&source.path) {
        Some(text) => Source::new(Arc::clone(&source.path), Arc::clone(text)),
        None => source.clone(),
    });
    replaced.collect()
}

fn read(source: &Source) -> Result<unit::Unit, NoText> {
    let text = text_of(source)?;
    Ok(unit::summarise(Arc::clone(&source.path), &text))
}

fn text_of(source: &Source) -> Result<Text, NoText> {
    if let Some(fault) = unit::too_large(source.text.len() as u64) {
        return Err(NoText::Fault(fault));
    }
    unit::text_from_str(&source.path, &source.text)
}
