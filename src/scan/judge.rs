//! Units to a report: link, check, select, silence, add lines and columns, order.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::config::Settings;
use super::directive::Directive;
use super::unit::{self, Text, Unit};
use super::{Control, FileError, Note, Options, Report, ScanError, SourceText};
use crate::finding::{Finding, Fix, Hop, Label, Location, Severity};
use crate::python::decode::encode;
use crate::rules::{self, Lines, LinesPlace, Place, RawFinding};
use crate::semantic::{Extensions, Module, Program};
use crate::text::{self, Edit, LineIndex, Span};

/// Reports show no more characters of a name.
const MOST_OF_NAME: usize = 400;

/// A unit with what the scan knows of its file.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) unit: Arc<Unit>,
    /// Its number among the files or texts that were given.
    pub(super) source: usize,
    /// How reports name the file.
    pub(super) report_path: Arc<str>,
    /// The path that globs of the configuration see, where it differs from the report path.
    pub(super) local_path: Option<Arc<str>>,
    /// What holds for the file.
    pub(super) settings: Arc<Settings>,
}

/// What of a report is asked for beyond its findings.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Extras {
    /// Keep the texts that findings lie in.
    sources: bool,
    /// Tell of suppressions that silence nothing.
    unused_suppressions: bool,
    /// Report what comments silence as well.
    ignore_suppressions: bool,
}

impl Extras {
    pub(super) fn of(options: &Options) -> Self {
        Self {
            sources: options.keep_sources,
            unused_suppressions: options.unused_suppressions,
            ignore_suppressions: options.ignore_suppressions,
        }
    }
}

/// The text of a unit, ready to find lines and columns in.
#[derive(Debug)]
struct Located {
    unit: Arc<Unit>,
    text: Text,
    index: LineIndex,
}

/// The program of a scan with what was seen in it.
#[derive(Debug)]
pub(super) struct Linked {
    program: Program,
    seen: rules::Memory,
    /// Texts in which findings lie, by module.
    texts: FxHashMap<u32, Arc<Located>>,
}

impl Linked {
    /// Links the modules, sorted by path, as far as `last` is not the same program.
    fn of(modules: Vec<Arc<Module>>, extensions: &Extensions, last: Option<Self>) -> Self {
        if let Some(mut linked) = last
            && let Some(stale) = linked.program.renew(&modules, extensions)
        {
            linked.seen.forget(&stale);
            return linked;
        }
        let program = Program::link(modules, extensions);
        Self { program, seen: rules::Memory::default(), texts: FxHashMap::default() }
    }
}

/// Judges the program that the members make; what is worked out stays in `last` for the next time. `load` gives the text of a member again; `None` when it is gone by now.
pub(super) fn judge(
    mut members: Vec<Member>,
    load: &(dyn Fn(&Member) -> Option<Text> + Sync),
    extras: Extras,
    last: &mut Option<Linked>,
    control: &Control<'_>,
) -> Result<Report, ScanError> {
    members.sort_by(|a, b| a.unit.module.path.cmp(&b.unit.module.path));
    let mut report = Report { files: members.len(), ..Report::default() };
    for member in &members {
        report_faults(member, &mut report);
    }
    let settings = settings(&members);
    let modules = members.iter().map(|member| Arc::clone(&member.unit.module)).collect();
    let mut linked = Linked::of(modules, &extensions(&settings), last.take());
    linked.program.heed(&control.stop);
    control.check()?;
    let mut selected: Vec<_> = settings.iter().flat_map(|settings| settings.selection.rules()).collect();
    selected.sort_by_key(|rule| rule.id.code);
    selected.dedup();
    // Members and modules of the project are in the order of their paths.
    let owner = |place: Place| members.get(place.module as usize);
    let mut raw = rules::check(&linked.program, &selected, &mut linked.seen);
    // What was stopped is not whole: nothing of it is kept for the next time.
    control.check()?;
    let texts = std::mem::take(&mut linked.texts);
    let linked = last.insert(linked);
    let is_admitted =
        |finding: &mut RawFinding| owner(finding.place).is_some_and(|member| admit(finding, member));
    let mut dropped: Vec<RawFinding> = raw.extract_if(.., |finding| !is_admitted(finding)).collect();
    if !extras.unused_suppressions {
        dropped.clear();
    }

    let texts = load_texts(raw.iter().chain(&dropped), &owner, load, &texts);
    linked.texts.clone_from(&texts);
    control.check()?;
    let locate =
        |place: Place| -> Option<Location> { location(place, owner(place)?, texts.get(&place.module)?) };
    let mut used: FxHashSet<(&str, usize)> = FxHashSet::default();
    let silencing = |finding: &RawFinding, member: &'_ Member, located: &Located| -> Vec<usize> {
        let line = located.index.line(finding.place.span.start);
        let directives = member.unit.directives.iter().enumerate();
        let silencing = directives.filter(|(_, d)| d.line == line && d.silences(finding.rule));
        silencing.map(|(index, _)| index).collect()
    };
    // What is not shown, because it is too light, say, would be if it were not for these.
    for finding in &dropped {
        let Some(member) = owner(finding.place) else { continue };
        let Some(located) = texts.get(&finding.place.module) else { continue };
        used.extend(
            silencing(finding, member, located).into_iter().map(|index| (&*member.report_path, index)),
        );
    }
    for finding in raw {
        control.check()?;
        let Some(member) = owner(finding.place) else { continue };
        let Some(located) = texts.get(&finding.place.module) else {
            report.errors.push(FileError {
                path: member.report_path.to_string(),
                position: None,
                message: "changed while it was scanned".into(),
            });
            continue;
        };
        let silencing = silencing(&finding, member, located);
        let silenced = !silencing.is_empty();
        used.extend(silencing.into_iter().map(|index| (&*member.report_path, index)));
        if silenced && !extras.ignore_suppressions {
            report.suppressed += 1;
        } else if let Some(finding) = finish(finding, &locate, located) {
            report.findings.push(finding);
        }
    }
    let unused = |member: &Member, index: usize, directive: &Directive| {
        extras.unused_suppressions
            && directive.is_ours()
            && directive.judged_by().all(|rule| selected.contains(&rule))
            && !used.contains(&(&*member.report_path, index))
    };
    report_directives(&members, &unused, load, &mut report);
    report.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    report.findings.dedup();
    report.errors.sort();
    report.errors.dedup();
    report.notes.sort();
    if extras.sources {
        keep_sources(&mut report, &texts, &owner);
    }
    Ok(report)
}

/// Adds what was counted before judging.
pub(super) fn add(mut judged: Report, before: Report) -> Report {
    judged.skipped += before.skipped;
    judged.errors.extend(before.errors);
    judged.errors.sort();
    judged
}

fn report_faults(member: &Member, report: &mut Report) {
    for fault in &member.unit.errors {
        report.errors.push(FileError {
            path: member.report_path.to_string(),
            position: fault.position.map(|(_, position)| position),
            message: fault.message.clone(),
        });
    }
}

/// What all configurations add to the catalogue, together.
fn extensions(settings: &[Arc<Settings>]) -> Extensions {
    let mut all = Extensions::default();
    for settings in settings {
        let extensions = &settings.extensions;
        all.blocking.extend(extensions.blocking.iter().cloned());
        all.offload.extend(extensions.offload.iter().cloned());
        all.ignore.extend(extensions.ignore.iter().cloned());
    }
    all
}

/// What holds for some of the members, each once.
fn settings(members: &[Member]) -> Vec<Arc<Settings>> {
    let mut found: Vec<Arc<Settings>> = Vec::new();
    for member in members {
        if !found.iter().any(|known| Arc::ptr_eq(known, &member.settings)) {
            found.push(Arc::clone(&member.settings));
        }
    }
    found
}

/// Whether the settings of the file let the finding through; gives it the severity that they say.
fn admit(finding: &mut RawFinding, member: &Member) -> bool {
    let settings = &member.settings;
    let Some(named) = settings.selection.get(finding.rule) else { return false };
    let versions = finding.versions;
    if let Some(oldest) = settings.target_version {
        if versions.needs.is_some_and(|needed| oldest < needed) {
            return false;
        }
        if versions.since.is_some_and(|since| oldest < since) {
            finding.severity = Severity::Info;
        }
        if versions.fix_needs.is_some_and(|needed| oldest < needed) {
            finding.fix = None;
        }
    }
    if let Some(severity) = settings.severity_of(finding.rule) {
        finding.severity = severity;
    }
    let floor = settings.min_severity.unwrap_or(if named { Severity::Info } else { Severity::Warning });
    finding.severity >= floor
        && !settings.is_ignored_in(finding.rule, member.local_path.as_deref().unwrap_or(&member.report_path))
}

fn load_texts<'a, 'f>(
    raw: impl Iterator<Item = &'f RawFinding>,
    owner: &(impl Fn(Place) -> Option<&'a Member> + Sync),
    load: &(dyn Fn(&Member) -> Option<Text> + Sync),
    known: &FxHashMap<u32, Arc<Located>>,
) -> FxHashMap<u32, Arc<Located>> {
    let places = raw.flat_map(|finding| {
        std::iter::once(finding.place)
            .chain(finding.chain.iter().map(|hop| hop.place))
            .chain(finding.labels.iter().map(|(place, _)| *place))
    });
    let mut needed: Vec<Place> = places.map(|place| Place { span: Span::default(), ..place }).collect();
    needed.sort_unstable();
    needed.dedup();
    let loaded = needed.par_iter().filter_map(|place| {
        let member = owner(*place)?;
        if let Some(known) = known.get(&place.module).filter(|known| Arc::ptr_eq(&known.unit, &member.unit)) {
            return Some((place.module, Arc::clone(known)));
        }
        let text = load(member)?;
        let index = LineIndex::new(&text.code);
        Some((place.module, Arc::new(Located { unit: Arc::clone(&member.unit), text, index })))
    });
    loaded.collect()
}

fn location(place: Place, member: &Member, located: &Located) -> Option<Location> {
    let Located { text, index, .. } = located;
    // A file that has changed since it was summarised may be shorter now.
    text.code.get(place.span.start as usize..place.span.end as usize)?;
    let (cell, start) = unit::locate(place.span.start, text, index);
    let (_, end) = unit::locate(place.span.end.saturating_sub(1).max(place.span.start), text, index);
    let end = match cell {
        // The end may be the first byte of the next cell.
        Some(_) if place.span.end > place.span.start => {
            crate::text::Position { column: end.column + 1, ..end }
        }
        Some(_) => end,
        None => index.position(place.span.end, &text.code),
    };
    Some(Location { path: Arc::clone(&member.report_path), start, end, span: place.span, cell })
}

fn finish(
    raw: RawFinding,
    locate: &impl Fn(Place) -> Option<Location>,
    located: &Located,
) -> Option<Finding> {
    let chain = raw.chain.into_iter().filter_map(|hop| {
        let (function, call) = (name(hop.function), name(hop.call));
        Some(Hop { location: locate(hop.place)?, function, call })
    });
    let labels = raw
        .labels
        .into_iter()
        .filter_map(|(place, message)| Some(Label { location: locate(place)?, message: sentence(message) }));
    Some(Finding {
        rule: raw.rule.id,
        severity: raw.severity,
        location: locate(raw.place)?,
        message: sentence(raw.message),
        function: raw.function.map(name),
        chain: chain.collect(),
        leaf: raw.leaf.map(name),
        replacement: raw.replacement.map(sentence),
        labels: labels.collect(),
        fix: raw
            .fix
            .and_then(|fix| placed(fix, raw.lines.as_ref(), &located.text.code))
            .filter(|fix| is_writable(fix, located)),
    })
}

/// Names of generated code can have a million letters; reports are read.
fn name(name: String) -> String {
    if name.len() <= MOST_OF_NAME { name } else { text::shortened(&name, MOST_OF_NAME).into_owned() }
}

fn sentence(text: String) -> String {
    match text::bounded(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(short) => short,
    }
}

/// Rules do not see the text: what depends on it is settled here. `None` where it has no place for the lines of the fix.
fn placed(mut fix: Fix, lines: Option<&Lines>, text: &str) -> Option<Fix> {
    for edit in &mut fix.edits {
        indent(edit, text);
        space(edit, text);
    }
    if let Some(lines) = lines {
        fix.edits.push(edit_of(lines, text)?);
    }
    Some(fix)
}

/// What stands before the offset on its line.
fn line_before(text: &str, offset: u32) -> &str {
    let before = text.get(..offset as usize).unwrap_or_default();
    &before[before.rfind(['\n', '\r']).map_or(0, |at| at + 1)..]
}

/// What stands behind the offset on its line.
fn line_behind(text: &str, offset: u32) -> &str {
    let behind = text.get(offset as usize..).unwrap_or_default();
    &behind[..behind.find(['\n', '\r']).unwrap_or(behind.len())]
}

fn is_blank_or_comment(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with('#')
}

fn deeper(text: &str, indentation: &str) -> String {
    text.split('\n')
        .map(|line| if line.is_empty() { String::new() } else { format!("{indentation}{line}") })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A line that an edit begins is as deep as the line where the edit stands; a comment on that line stays on it.
fn indent(edit: &mut Edit, text: &str) {
    let line = line_before(text, edit.span.start);
    let indentation = &line[..line.len() - line.trim_start().len()];
    if let Some((first, rest)) = edit.replacement.split_once('\n') {
        edit.replacement = format!("{first}\n{}", deeper(rest, indentation));
    }
    let rest = line_behind(text, edit.span.end);
    if edit.span.start == edit.span.end && edit.replacement.starts_with('\n') && is_blank_or_comment(rest) {
        let end = edit.span.end + u32::try_from(rest.len()).unwrap_or_default();
        edit.span = Span::new(end, end);
    }
}

/// Where the text goes on with a space, an edit ends with none.
fn space(edit: &mut Edit, text: &str) {
    let behind = text.get(edit.span.end as usize..).unwrap_or_default();
    if edit.replacement.ends_with(' ') && behind.starts_with(char::is_whitespace) {
        edit.replacement.pop();
    }
}

/// None where the statement shares its first or last line with others.
fn edit_of(lines: &Lines, text: &str) -> Option<Edit> {
    let Lines { statement, place, text: wanted } = lines;
    let indentation = line_before(text, statement.start);
    let rest = line_behind(text, statement.end);
    if !indentation.trim().is_empty() || !is_blank_or_comment(rest) {
        return None;
    }
    let lines = deeper(wanted, indentation);
    let unindented = lines.strip_prefix(indentation).unwrap_or(&lines);
    Some(match place {
        LinesPlace::Behind => {
            let at = statement.end + u32::try_from(rest.len()).ok()?;
            Edit::insert(at, format!("\n{lines}"))
        }
        LinesPlace::Before => Edit::insert(statement.start, format!("{unindented}\n{indentation}")),
        LinesPlace::Instead => Edit::replace(*statement, unindented),
    })
}

/// Whether the text can be written back, and what the fix adds has a place in its encoding.
fn is_writable(fix: &Fix, located: &Located) -> bool {
    let Some(encoding) = located.text.encoding else { return false };
    !fix.edits.is_empty() && fix.edits.iter().all(|edit| encode(&edit.replacement, encoding).is_some())
}

fn report_directives(
    members: &[Member],
    is_unused: &dyn Fn(&Member, usize, &Directive) -> bool,
    load: &(dyn Fn(&Member) -> Option<Text> + Sync),
    report: &mut Report,
) {
    for member in members {
        let mut told: Vec<(Span, String, bool)> = Vec::new();
        for (index, directive) in member.unit.directives.iter().enumerate() {
            for unknown in directive.unknown_words() {
                let near = unknown.near.first().map(|name| format!("; did you mean {name}?"));
                let message = format!("{unknown} in a suppression{}", near.unwrap_or_default());
                told.push((directive.span, message, false));
            }
            if is_unused(member, index, directive) {
                told.push((
                    directive.span,
                    "unused suppression: nothing to silence on this line".into(),
                    true,
                ));
            }
        }
        if told.is_empty() {
            continue;
        }
        let Some(text) = load(member) else { continue };
        let index = LineIndex::new(&text.code);
        for (span, message, unused) in told {
            let (cell, start) = unit::locate(span.start, &text, &index);
            let path = member.report_path.to_string();
            report.notes.push(Note { path, cell, position: start, message, unused_suppression: unused });
        }
    }
}

fn keep_sources<'a>(
    report: &mut Report,
    texts: &FxHashMap<u32, Arc<Located>>,
    owner: &impl Fn(Place) -> Option<&'a Member>,
) {
    for (module, located) in texts {
        let Some(member) = owner(Place { module: *module, span: Span::default() }) else { continue };
        let text = &located.text;
        let source = SourceText {
            text: text.code.clone(),
            cells: text.cells.clone().unwrap_or_default(),
            encoding: text.encoding.unwrap_or_default(),
        };
        report.sources.insert(Arc::clone(&member.report_path), source);
    }
}
