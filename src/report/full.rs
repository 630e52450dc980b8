//! Findings as compilers show errors: source lines, the chain from the loop to the leaf, and what to do.

use std::fmt::Write as _;
use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{concise, count_of};
use crate::finding::{Applicability, Finding, Location, Severity};
use crate::scan::{Report, SourceText};
use crate::text::{counted, printable};

pub(super) fn write(report: &Report, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{}\n", explain(finding, report, colour))?;
    }
    concise::write_errors(report, out)
}

/// One sentence about the outcome, without a line end: never clean for what could not be read.
pub fn summary(report: &Report) -> String {
    let mut text = String::new();
    if report.findings.is_empty() {
        let _ = write!(text, "no findings in {}", counted(report.files, "file"));
    } else {
        let counts = Severity::ALL.iter().rev().filter_map(|severity| match count_of(report, *severity) {
            0 => None,
            count if *severity == Severity::Info => Some(format!("{count} info")),
            count => Some(counted(count, severity.name())),
        });
        let counts: Vec<String> = counts.collect();
        let _ = write!(text, "{} in {}", counts.join(", "), counted(report.files, "file"));
    }
    if report.suppressed > 0 {
        let _ = write!(text, ", {} suppressed", report.suppressed);
    }
    if !report.notes.is_empty() {
        let _ = write!(text, ", {}", counted(report.notes.len(), "faulty suppression"));
    }
    if report.skipped > 0 {
        let _ = write!(text, ", {} skipped", report.skipped);
    }
    if !report.errors.is_empty() {
        let _ = write!(text, ", {} not read in full", report.errors.len());
    }
    let safe =
        |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
    match report.findings.iter().filter(safe).count() {
        0 => {}
        count => {
            let _ = write!(text, "; {count} can be mended with --fix");
        }
    }
    text
}

/// A place with the words that stand beside it.
struct Mark<'a> {
    location: &'a Location,
    primary: bool,
    text: String,
}

/// One finding with its source lines. Lines are missing where the report does not hold the source.
pub fn explain(finding: &Finding, report: &Report, colour: bool) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let marks = marks(finding);
    let title = level.primary_title(finding.message.as_str());
    let mut group = Group::with_title(title.id(format!("{} {}", finding.rule.code, finding.rule.name)));
    let mut rest = marks.as_slice();
    while let Some(first) = rest.first() {
        let same = |mark: &&Mark<'_>| {
            mark.location.path == first.location.path && mark.location.cell == first.location.cell
        };
        let count = rest.iter().take_while(same).count();
        let (together, others) = rest.split_at(count);
        group = group.element(snippet(together, report.sources.get(&first.location.path)));
        rest = others;
    }
    if let Some(replacement) = &finding.replacement {
        group = group.element(Level::HELP.message(format!("use {replacement} instead")));
    }
    if let Some(fix) = &finding.fix {
        let flag = match fix.applicability {
            Applicability::Safe => "--fix",
            Applicability::Unsafe => "--fix --unsafe-fixes",
        };
        group = group.element(Level::HELP.message(format!("{flag}: {}", fix.title)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).render(&[group])
}

/// The reported place, then the hops of the chain, then further labels.
fn marks(finding: &Finding) -> Vec<Mark<'_>> {
    let mut marks = Vec::new();
    let chained = finding.chain.len() > 1;
    let primary = match finding.chain.first() {
        Some(hop) if chained => format!("on the event loop, {} calls {}", hop.function, hop.call),
        _ => String::new(),
    };
    marks.push(Mark { location: &finding.location, primary: true, text: primary });
    let last = finding.chain.len().saturating_sub(1);
    for (index, hop) in finding.chain.iter().enumerate().skip(1) {
        let end = if index == last { ", which blocks" } else { "" };
        let text = format!("{} calls {}{end}", hop.function, hop.call);
        marks.push(Mark { location: &hop.location, primary: false, text });
    }
    for label in &finding.labels {
        marks.push(Mark { location: &label.location, primary: false, text: label.message.clone() });
    }
    marks
}

fn snippet<'a>(marks: &[Mark<'a>], source: Option<&'a SourceText>) -> Snippet<'a, Annotation<'a>> {
    let location = marks.first().map(|mark| mark.location);
    let path = location.map_or_else(String::new, |location| match location.cell {
        Some(cell) => format!("{}:cell {cell}", printable(&location.path)),
        None => printable(&location.path).into_owned(),
    });
    let first = marks.iter().map(|mark| mark.location.start.line).min().unwrap_or(1);
    let (Some(source), Some(location)) = (source, location) else {
        return Snippet::source("").line_start(first as usize).path(path);
    };
    let (offset, part) = source.part_of(location);
    let within = |span: crate::text::Span| {
        let start = (span.start.saturating_sub(offset) as usize).min(part.len());
        let end = (span.end.saturating_sub(offset) as usize).clamp(start, part.len());
        // A call over many lines is named by its first.
        let line_end = part[start..end].find(['\n', '\r']).map_or(end, |length| start + length);
        start..line_end
    };
    let starts = marks.iter().map(|mark| within(mark.location.span).start);
    let top = starts.min().unwrap_or_default();
    let top = part[..top].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let ends = marks.iter().map(|mark| within(mark.location.span).end);
    let bottom = ends.max().unwrap_or(top);
    let bottom = part[bottom..].find(['\n', '\r']).map_or(part.len(), |length| bottom + length);
    let annotations = marks.iter().map(|mark| {
        let span = within(mark.location.span);
        let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(span.start - top..span.end - top);
        if mark.text.is_empty() { annotation } else { annotation.label(mark.text.clone()) }
    });
    Snippet::source(&part[top..bottom]).line_start(first as usize).path(path).annotations(annotations)
}
