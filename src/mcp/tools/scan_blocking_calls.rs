use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sources::{self, File, Given};
use super::{Answer, Call, Definition, MAX_TOKENS, Refusal, tokens};
use crate::finding::{Finding, Severity};
use crate::mcp::page;
use crate::mcp::server::State;
use crate::report::{self, JsonError, JsonFinding, JsonNote, Summary};
use crate::scan::{Options, scan_texts};
use crate::text::{counted, shortened};

const LIMIT: usize = 25;
/// What is longer, in characters, is no line to read.
const MAX_LINE: usize = 2_000;
/// A finding that has more tokens is shown without its fix and with so many hops.
const MAX_FINDING: usize = MAX_TOKENS / 4;
const HOPS: usize = 4;

pub(super) struct ScanBlockingCalls;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// File or folder; default: the project
    path: Option<String>,
    /// Texts instead of a path
    files: Option<Vec<File>>,
    /// Rules or categories; ALL for all
    #[serde(default)]
    select: Vec<String>,
    min_severity: Option<Severity>,
    limit: Option<usize>,
    /// From the last answer
    cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output<'a> {
    summary: Summary,
    findings: Vec<JsonFinding<'a>>,
    errors: Vec<JsonError<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<JsonNote<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl Definition for ScanBlockingCalls {
    const NAME: &'static str = "scan_blocking_calls";
    const TITLE: &'static str = "Scan for asyncio faults";
    const DESCRIPTION: &'static str = "Find what stalls or breaks the event loop in Python: blocking calls with their call chain (also hidden in helpers of other modules), lost tasks, missing awaits, swallowed cancellation. Use after writing async code.";
    type Input = Input;
    type Output = Output<'static>;

    fn call(state: &State, input: Input, call: &Call) -> Result<Answer, Refusal> {
        let start = match &input.cursor {
            None => 0,
            Some(cursor) => page::offset(cursor).ok_or_else(|| {
                Refusal("this cursor is none that a scan gave; call again without it".to_owned())
            })?,
        };
        let options = Options {
            min_severity: input.min_severity,
            keep_sources: true,
            ..sources::options(state, input.select)
        };
        let given = sources::given(state, input.path.as_deref(), input.files)?;
        let report = sources::with_control(call, |control| match &given {
            Given::Paths(paths) => state.scans.scan(paths, &options, control),
            Given::Texts(texts) => scan_texts(texts, &options, control),
        })?;
        let document = report::document(&report);
        let total = document.findings.len();
        if start > 0 && start >= total {
            let end =
                "this cursor points behind the last finding: the code has changed; call again without it";
            return Err(Refusal(end.to_owned()));
        }
        let mut output = Output {
            summary: document.summary,
            findings: Vec::new(),
            errors: Vec::new(),
            notes: Vec::new(),
            next_cursor: None,
        };
        let mut text = headline(&output.summary);
        let mut used = 200;
        let fits = |used: &mut usize, cost: usize| {
            *used += cost;
            *used <= MAX_TOKENS
        };
        let wanted = input.limit.unwrap_or(LIMIT).clamp(1, 200);
        for (finding, mut wire) in report.findings.iter().zip(document.findings).skip(start).take(wanted) {
            let line = shortened(&line(finding), MAX_LINE).into_owned();
            if tokens(&wire) > MAX_FINDING {
                // Rather the place of a monstrous finding than nothing: fix_blocking_calls and explain tell the rest.
                wire.fix = None;
                wire.chain.truncate(HOPS);
            }
            if !fits(&mut used, tokens(&wire) + crate::skill::tokens(&line)) && !output.findings.is_empty() {
                break;
            }
            text.push_str(&line);
            output.findings.push(wire);
        }
        let shown = start + output.findings.len();
        for error in document.errors.into_iter().filter(|_| start == 0).take(20) {
            if fits(&mut used, tokens(&error) * 2) {
                text.push_str(&format!("\n{}: error: {}", error.path, error.message));
                output.errors.push(error);
            }
        }
        for note in document.notes.into_iter().filter(|_| start == 0).take(10) {
            if fits(&mut used, tokens(&note)) {
                output.notes.push(note);
            }
        }
        if shown < total {
            let cursor = page::cursor(shown);
            text.push_str(&format!(
                "\n\nCut: findings {} to {shown} of {total}. Call again with the same arguments and cursor \"{cursor}\", or narrow it with select, min_severity or path.",
                start + 1
            ));
            output.next_cursor = Some(cursor);
        }
        Ok(Answer::new(text, &output))
    }
}

fn headline(summary: &Summary) -> String {
    let Summary { files, skipped, errors, findings, .. } = summary;
    let (found, read) = (counted(*findings, "finding"), counted(*files, "file"));
    let counts = format!("{found} in {read} ({skipped} skipped, {errors} failed)");
    match (findings, files, errors) {
        (0, 0, 0) => format!("{counts}. No Python was found there."),
        (0, 0, _) => format!("{counts}. Nothing could be read:"),
        (0, _, 0) => format!("{counts}. Nothing to mend."),
        (0, ..) => format!("{counts}. Nothing to mend in what could be read:"),
        _ => format!("{counts}:"),
    }
}

/// `path:line:column error blocking-sleep: message; use x; via a > b > c`
fn line(finding: &Finding) -> String {
    let place = &finding.location;
    let mut line = format!(
        "\n{}:{}:{} {} {}: {}",
        place.path,
        place.start.line,
        place.start.column,
        finding.severity.name(),
        finding.rule.name,
        finding.message
    );
    if finding.chain.len() > 1 {
        let calls: Vec<&str> = finding.chain.iter().map(|hop| hop.call.as_str()).collect();
        line.push_str(&format!("; via {}", calls.join(" > ")));
    }
    if let Some(replacement) = &finding.replacement {
        line.push_str(&format!("; use {replacement}"));
    }
    line
}
