//! Texts in memory to findings: for clients that send code, for standard input and for tests.

use std::sync::Arc;

use rayon::prelude::*;

use super::config::{self, ConfigSource, Settings};
use super::judge::{self, Extras, Member};
use super::mend::Overlay;
use super::unit::{self, NoText, Text};
use super::{Control, FileError, Options, Report, ScanError, session};
use crate::text::Source;

/// Judges texts as one program. Paths are names as reports show them, with `/`; a text named `pyproject.toml` or `awaitwise.toml`
/// configures the scan unless the options say otherwise, and names that end in `.ipynb` are notebooks.
pub fn scan_texts(texts: &[Source], options: &Options, control: &Control<'_>) -> Result<Report, ScanError> {
    let found = match &options.config {
        ConfigSource::Nearest => config::find_in(texts)?,
        other => config::find(std::path::Path::new("/"), other)?,
    };
    let settings = Arc::new(Settings::new(options, found.as_ref())?);
    session::pool().install(|| {
        let excluded = config::globs(settings.exclude.iter().map(String::as_str))
            .map_err(|error| ScanError::Glob(error.to_string()))?;
        let is_code = |source: &&Source| !source.path.ends_with(".toml");
        let sources: Vec<&Source> = texts.iter().filter(is_code).collect();
        let read: Vec<(&Source, Result<unit::Unit, NoText>)> = sources
            .par_iter()
            .filter(|source| !excluded.is_match(&*source.path))
            .map(|source| (*source, read(source)))
            .collect();
        let mut report = Report { skipped: sources.len() - read.len(), ..Report::default() };
        let mut members = Vec::new();
        for (source, outcome) in read {
            match outcome {
                Ok(unit) => members.push(Member {
                    unit: Arc::new(unit),
                    report_path: Arc::clone(&source.path),
                    local_path: None,
                    settings: Arc::clone(&settings),
                }),
                Err(NoText::Skip) => report.skipped += 1,
                Err(NoText::Fault(fault)) => report.errors.push(FileError {
                    path: source.path.to_string(),
                    position: None,
                    message: fault.message,
                }),
            }
        }
        let load = |member: &Member| -> Option<Text> {
            let source = sources.iter().find(|source| source.path == member.report_path)?;
            text_of(source).ok()
        };
        let judged = judge::judge(members, &load, Extras::of(options), control)?;
        Ok(judge::add(judged, report))
    })
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
