//! JUnit XML: a suite for each file with findings, a failed test for each finding; a clean run is one passed test.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::{concise, place};
use crate::scan::Report;
use crate::text::counted;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in &report.findings {
        let mut case = String::new();
        let name = format!("{}[{}]", finding.rule.code, finding.rule.name);
        let _ = write!(
            case,
            "    <testcase classname=\"{}\" name=\"{}: {}\">\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n",
            escape(&finding.location.path),
            place(finding.location.cell, finding.location.start),
            escape(&name),
            finding.severity.name(),
            escape(&finding.message),
            escape(&concise::line(finding)),
        );
        suites.entry(&finding.location.path).or_default().push(case);
    }
    for note in &report.notes {
        let (path, message) = (escape(&note.path), escape(&note.message));
        let place = place(note.cell, note.position);
        let case = format!(
            "    <testcase classname=\"{path}\" name=\"{place}: suppression\">\n      <failure type=\"warning\" message=\"{message}\"/>\n    </testcase>\n",
        );
        suites.entry(&note.path).or_default().push(case);
    }
    for error in &report.errors {
        let (path, message) = (escape(&error.path), escape(&error.message));
        let case = format!(
            "    <testcase classname=\"{path}\" name=\"analysis\">\n      <error type=\"not-analysed\" message=\"{message}\"/>\n    </testcase>\n",
        );
        suites.entry(&error.path).or_default().push(case);
    }
    let (failures, errors) = (report.findings.len() + report.notes.len(), report.errors.len());
    let tests = (failures + errors).max(1);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"awaitwise\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )?;
    if suites.is_empty() {
        writeln!(out, "  <testsuite name=\"awaitwise\" tests=\"1\" failures=\"0\" errors=\"0\">")?;
        writeln!(
            out,
            "    <testcase classname=\"awaitwise\" name=\"{} analysed\"/>",
            counted(report.files, "file")
        )?;
        writeln!(out, "  </testsuite>")?;
    }
    for (path, cases) in suites {
        let errors = report.errors.iter().filter(|error| error.path == path).count();
        let (tests, path) = (cases.len(), escape(path));
        let failures = tests - errors;
        writeln!(
            out,
            "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
        )?;
        for case in cases {
            out.write_all(case.as_bytes())?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// Text for element content and attributes; characters that XML cannot hold become U+FFFD.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}
