//! One line a finding: `path:line:column: CODE[name] message`, as editors and terminals link it.

use std::io::{self, Write};

use super::place;
use crate::finding::Finding;
use crate::scan::Report;
use crate::text::printable;

/// A finding as one line, without the line end.
pub fn line(finding: &Finding) -> String {
    let location = &finding.location;
    let place = place(location.cell, location.start);
    let path = printable(&location.path);
    format!("{path}:{place}: {}[{}] {}", finding.rule.code, finding.rule.name, finding.message)
}

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "{}", line(finding))?;
    }
    write_errors(report, out)
}

/// What could not be read, and what is wrong with suppressions, in the same form.
pub(super) fn write_errors(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for note in &report.notes {
        let path = printable(&note.path);
        writeln!(out, "{path}:{}: {}", place(note.cell, note.position), note.message)?;
    }
    for error in &report.errors {
        let path = printable(&error.path);
        match error.position {
            Some(position) => {
                writeln!(out, "{path}:{}:{}: {}", position.line, position.column, error.message)?;
            }
            None => writeln!(out, "{path}: {}", error.message)?,
        }
    }
    Ok(())
}
