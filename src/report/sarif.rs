//! SARIF 2.1.0. The rule table is complete on a clean run too, so that a code scanning service knows what was looked for.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{fingerprints, in_cell};
use crate::finding::{Finding, Location, Severity};
use crate::rules;
use crate::scan::Report;
use crate::text::{LineIndex, Position, Span};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Value,
    column_kind: &'static str,
    invocations: [Value; 1],
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message<'a>,
    locations: [Place<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    code_flows: Vec<Value>,
    partial_fingerprints: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Value>,
    properties: Value,
}

#[derive(Serialize)]
struct Message<'a> {
    text: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let prints = fingerprints(&report.findings);
    let results = report.findings.iter().zip(&prints).map(|(finding, print)| outcome(finding, print, report));
    let errors =
        report.errors.iter().map(|error| notification("error", &error.path, error.position, &error.message));
    let notes = report.notes.iter().map(|note| {
        notification("warning", &note.path, Some(note.position), &in_cell(note.cell, &note.message))
    });
    let notifications: Vec<Value> = errors.chain(notes).collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: tool(),
            column_kind: "unicodeCodePoints",
            invocations: [json!({
                "executionSuccessful": report.errors.is_empty(),
                "toolExecutionNotifications": notifications,
            })],
            results: results.collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn tool() -> Value {
    let rules: Vec<Value> = rules::all()
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id.code,
                "name": rule.id.name,
                "shortDescription": { "text": rule.page().summary },
                "fullDescription": { "text": rule.page().summary },
                "help": { "text": rule.page().summary, "markdown": rule.markdown },
                "defaultConfiguration": { "enabled": rule.on_by_default, "level": level(rule.severity) },
                "properties": { "tags": ["asyncio", rule.id.category.name()], "sameAs": rule.same_as },
            })
        })
        .collect();
    json!({ "driver": {
        "name": "awaitwise",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    } })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn notification(level: &str, path: &str, position: Option<Position>, message: &str) -> Value {
    let mut place = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(path) } } });
    if let Some(Position { line, column }) = position {
        place["physicalLocation"]["region"] = json!({ "startLine": line, "startColumn": column });
    }
    json!({ "level": level, "message": { "text": message }, "locations": [place] })
}

fn outcome<'a>(finding: &'a Finding, print: &str, report: &Report) -> Outcome<'a> {
    let hops = finding.chain.iter().map(|hop| {
        let text = format!("{} calls {}", hop.function, hop.call);
        let text = in_cell(hop.location.cell, &text);
        json!({ "location": Place { message: Some(Message { text }), ..place(&hop.location) } })
    });
    let hops: Vec<Value> = hops.collect();
    let related = finding.labels.iter().enumerate().map(|(index, label)| Place {
        id: Some(index + 1),
        message: Some(Message { text: in_cell(label.location.cell, &label.message) }),
        ..place(&label.location)
    });
    let code_flow = json!({ "threadFlows": [{ "locations": hops }] });
    let function = finding.function.as_ref();
    Outcome {
        rule_id: finding.rule.code,
        rule_index: rules::all().iter().position(|rule| rule.id == finding.rule),
        level: level(finding.severity),
        message: Message { text: in_cell(finding.location.cell, &finding.message) },
        locations: [Place {
            logical_locations: function
                .map(|name| json!({ "fullyQualifiedName": name, "kind": "function" }))
                .into_iter()
                .collect(),
            ..place(&finding.location)
        }],
        related_locations: related.collect(),
        code_flows: if finding.chain.is_empty() { Vec::new() } else { vec![code_flow] },
        partial_fingerprints: json!({ "awaitwise/v1": print }),
        fixes: fixes(finding, report),
        properties: json!({
            "category": finding.rule.category,
            "cell": finding.location.cell,
            "leaf": finding.leaf,
            "replacement": finding.replacement,
        }),
    }
}

/// Fixes need the text for their lines; a report without sources leaves them out.
fn fixes(finding: &Finding, report: &Report) -> Vec<Value> {
    let (Some(fix), Some(source)) = (&finding.fix, report.sources.get(&finding.location.path)) else {
        return Vec::new();
    };
    let index = LineIndex::new(&source.text);
    let region = |span: Span| {
        let start = index.position(span.start, &source.text);
        let end = index.position(span.end, &source.text);
        Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    };
    let replacements = fix.edits.iter().map(
        |edit| json!({ "deletedRegion": region(edit.span), "insertedContent": { "text": edit.replacement } }),
    );
    vec![json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(&finding.location.path) },
            "replacements": replacements.collect::<Vec<_>>(),
        }],
    })]
}

fn place(location: &Location) -> Place<'static> {
    Place {
        id: None,
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(&location.path) },
            region: Region {
                start_line: location.start.line,
                start_column: location.start.column,
                end_line: location.end.line,
                end_column: location.end.column,
            },
        },
        message: None,
        logical_locations: Vec::new(),
    }
}

/// A relative path as a URI reference: bytes outside the unreserved set are percent-encoded.
fn uri(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            other => {
                use std::fmt::Write as _;
                let _ = write!(text, "%{other:02X}");
            }
        }
    }
    text
}
