//! `awaitwise explain`: a rule's page, or why a line is reported.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::values::TextOrJson;
use crate::finding::{Category, Finding, Severity};
use crate::python::decode::decode;
use crate::report;
use crate::rules::{self, Fixability, Rule};
use crate::scan::{Control, Options, Report, ScanError, Session, choose};
use crate::text::{LineIndex, counted};

const EXAMPLES: &str = "Examples:
  awaitwise explain blocking-sleep          by name
  awaitwise explain ASYNC251                by the code of another tool
  awaitwise explain --list
  awaitwise explain --at app/handlers.py:12  why is this line reported? A place as reports write it will do";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Name or code of a rule, or another tool's code; a category lists its rules
    #[arg(required_unless_present_any = ["list", "at"])]
    rule: Option<String>,
    /// List every rule
    #[arg(long, conflicts_with_all = ["rule", "at"])]
    list: bool,
    /// Explain a line: whatever is found there, with the whole chain
    #[arg(long, value_name = "PATH:LINE", conflicts_with = "rule")]
    at: Option<String>,
    /// With --at: files and folders of the program that the line belongs to
    #[arg(long, value_name = "PATH", default_value = ".", requires = "at")]
    root: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

#[derive(Serialize)]
struct JsonRule {
    code: &'static str,
    name: &'static str,
    category: Category,
    severity: Severity,
    on_by_default: bool,
    fix: &'static str,
    same_as: &'static [&'static str],
    summary: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<&'static str>,
}

impl JsonRule {
    fn new(rule: &'static Rule, with_page: bool) -> Self {
        Self {
            code: rule.id.code,
            name: rule.id.name,
            category: rule.id.category,
            severity: rule.severity,
            on_by_default: rule.on_by_default,
            fix: match rule.fix {
                Fixability::Always => "always",
                Fixability::Sometimes => "sometimes",
                Fixability::Never => "never",
            },
            same_as: rule.same_as,
            summary: rule.page().summary,
            page: with_page.then_some(rule.markdown),
        }
    }
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    if let Some(place) = &args.at {
        return explain_place(place, args);
    }
    if args.list {
        return list(rules::all(), args.format);
    }
    let choice = choose(args.rule.as_deref().unwrap_or_default()).map_err(|error| {
        let error = ScanError::from(error);
        Failure::error(error.to_string(), error.help())
    })?;
    if choice.is_group {
        return list(&choice.rules, args.format);
    }
    let mut out = anstream::stdout().lock();
    match (args.format, choice.rules.as_slice()) {
        (TextOrJson::Json, [rule]) => {
            serde_json::to_writer_pretty(&mut out, &JsonRule::new(rule, true))?;
            writeln!(out)?;
        }
        (TextOrJson::Json, rules) => {
            let rules: Vec<JsonRule> = rules.iter().map(|rule| JsonRule::new(rule, true)).collect();
            serde_json::to_writer_pretty(&mut out, &rules)?;
            writeln!(out)?;
        }
        (TextOrJson::Text, rules) => {
            for rule in rules {
                writeln!(out, "{}", rule.markdown.trim_end())?;
            }
        }
    }
    Ok(Exit::Clean)
}

fn list(rules: &[&'static Rule], format: TextOrJson) -> anyhow::Result<Exit> {
    let mut out = anstream::stdout().lock();
    match format {
        TextOrJson::Json => {
            let rules: Vec<JsonRule> = rules.iter().map(|rule| JsonRule::new(rule, false)).collect();
            serde_json::to_writer_pretty(&mut out, &rules)?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            let width = rules.iter().map(|rule| rule.id.name.len()).max().unwrap_or_default();
            for rule in rules {
                let off = if rule.on_by_default { "" } else { " (off by default)" };
                writeln!(out, "{}  {:width$}  {}{off}", rule.id.code, rule.id.name, rule.page().summary)?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// What `--at` names.
struct Place {
    path: String,
    cell: Option<u32>,
    line: u32,
}

impl Place {
    /// As reports write it: `path:line`, a column behind, `cell 4:` before the line.
    fn parse(text: &str) -> Option<Self> {
        fn numbered<'t>(text: &'t str, mark: &str) -> Option<(&'t str, u32)> {
            let (rest, number) = text.rsplit_once(mark)?;
            Some((rest, number.parse().ok()?))
        }
        let last = numbered(text, ":")?;
        let (rest, line) = numbered(last.0, ":").unwrap_or(last);
        let (path, cell) = numbered(rest, ":cell ").map_or((rest, None), |(path, cell)| (path, Some(cell)));
        Some(Self { path: path.trim_start_matches("./").replace('\\', "/"), cell, line })
    }
}

/// How many lines a file has; lines of a notebook count within their cells.
fn lines_of(path: &str) -> anyhow::Result<Option<u32>> {
    if Path::new(path).extension().is_some_and(|extension| extension == "ipynb") {
        return Ok(None);
    }
    let text = decode(std::fs::read(path).with_context(|| format!("cannot read {path}"))?).text;
    let last = u32::try_from(text.len().saturating_sub(1)).unwrap_or(u32::MAX);
    Ok(Some(LineIndex::new(&text).line(last)))
}

fn explain_place(place: &str, args: &Args) -> anyhow::Result<Exit> {
    let help = || Some("write it as app/handlers.py:12".to_owned());
    let Some(Place { path, cell, line }) = Place::parse(place) else {
        return Err(Failure::error(format!("not a place: {place}"), help()));
    };
    if !Path::new(&path).is_file() {
        return Err(Failure::error(format!("no such file: {path}"), help()));
    }
    let lines = lines_of(&path)?;
    if line == 0 || lines.is_some_and(|lines| line > lines) {
        let help = lines.map(|lines| format!("{path} has {}", counted(lines as usize, "line")));
        return Err(Failure::error(format!("no such line: {path}:{line}"), help));
    }
    let is_below = |root: &PathBuf| {
        let (file, root) = (std::fs::canonicalize(&path), root.canonicalize());
        file.is_ok_and(|file| root.is_ok_and(|root| file.starts_with(root)))
    };
    if !args.root.iter().any(is_below) {
        let help = "name the folder of its program with --root".to_owned();
        return Err(Failure::error(format!("{path} is not part of the program that is scanned"), Some(help)));
    }
    let options = Options {
        select: vec!["ALL".to_owned()],
        keep_sources: true,
        ignore_suppressions: true,
        ..Options::default()
    };
    let report = Session::new()
        .scan(&args.root, &options, &Control::default())
        .map_err(|error| Failure::error(error.to_string(), error.help()))?;
    let is_named = |reported: &str| *reported == *path || path.ends_with(&format!("/{reported}"));
    let is_here = |location: &crate::finding::Location| {
        is_named(&location.path)
            && (cell.is_none() || location.cell == cell)
            && (location.start.line..=location.end.line.max(location.start.line)).contains(&line)
    };
    let passes = |finding: &Finding| {
        is_here(&finding.location) || finding.chain.iter().any(|hop| is_here(&hop.location))
    };
    let here: Vec<Finding> = report.findings.iter().filter(|finding| passes(finding)).cloned().collect();
    let mut out = anstream::stdout().lock();
    if args.format == TextOrJson::Json {
        let part = Report { findings: here, ..report };
        serde_json::to_writer_pretty(&mut out, &report::document(&part))?;
        writeln!(out)?;
        return Ok(Exit::Clean);
    }
    if here.is_empty() {
        let place = place.trim_start_matches("./");
        if let Some(error) = report.errors.iter().find(|error| is_named(&error.path)) {
            let help = Some("mend that first".to_owned());
            return Err(Failure::error(format!("cannot read all of {path}: {}", error.message), help));
        }
        writeln!(
            out,
            "nothing is found at {place}: no call there is known to block or to break the event loop"
        )?;
    }
    for finding in &here {
        writeln!(out, "{}\n", report::explain(finding, &report, true)).context("cannot write the answer")?;
    }
    Ok(Exit::Clean)
}
