//! Workflow commands: GitHub Actions turns each line into an annotation of the changed file.

use std::io::{self, Write};

use super::{in_cell, place};
use crate::finding::Severity;
use crate::scan::Report;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let (start, end) = (finding.location.start, finding.location.end);
        write!(
            out,
            "::{level} title={},",
            property(&format!("{} {}", finding.rule.code, finding.rule.name))
        )?;
        write!(out, "file={},line={},", property(&finding.location.path), start.line)?;
        // Columns are only allowed when the range lies on one line.
        if start.line == end.line {
            write!(out, "col={},endColumn={},", start.column, end.column)?;
        }
        let place = format!("{}:{}", finding.location.path, place(finding.location.cell, start));
        writeln!(out, "endLine={}::{}: {}", end.line, data(&place), data(&finding.message))?;
    }
    for note in &report.notes {
        let (path, line) = (property(&note.path), note.position.line);
        let message = in_cell(note.cell, &note.message);
        writeln!(out, "::warning title=suppression,file={path},line={line}::{}", data(&message))?;
    }
    for error in &report.errors {
        let line = error.position.map_or(1, |position| position.line);
        let (path, message) = (property(&error.path), data(&error.message));
        writeln!(out, "::error title=not analysed,file={path},line={line}::{message}")?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
