use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sources::{self, File, Given};
use super::{Answer, Call, Definition, MAX_TOKENS, Refusal, tokens};
use crate::mcp::server::State;
use crate::report::{self, JsonError};
use crate::scan::mend_texts;
use crate::text::counted;
use crate::{fix, skill};

pub(super) struct FixBlockingCalls;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    path: Option<String>,
    files: Option<Vec<File>>,
    #[serde(default)]
    select: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output<'a> {
    fixed: usize,
    left: usize,
    diff: String,
    files: Vec<FixedFile>,
    /// Files with fixes for which there was no room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cut: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<JsonError<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FixedFile {
    path: String,
    edits: Vec<Edit>,
}

/// Whole lines: `end_line` is the first that stays.
#[derive(Debug, Serialize, JsonSchema)]
struct Edit {
    start_line: usize,
    end_line: usize,
    text: String,
}

impl Definition for FixBlockingCalls {
    const NAME: &'static str = "fix_blocking_calls";
    const TITLE: &'static str = "Propose fixes";
    const DESCRIPTION: &'static str = "A unified diff that mends what scan_blocking_calls finds, where that is safe. Same arguments. Writes nothing.";
    type Input = Input;
    type Output = Output<'static>;

    fn call(state: &State, input: Input, call: &Call) -> Result<Answer, Refusal> {
        let options = sources::options(state, input.select);
        let given = sources::given(state, input.path.as_deref(), input.files)?;
        let mending = sources::with_control(call, |control| match &given {
            Given::Paths(paths) => state.scans.mend(paths, &options, false, control),
            Given::Texts(texts) => mend_texts(texts, &options, false, control),
        })?;
        let document = report::document(&mending.report);
        let left = document.findings.len();
        let mut output = Output {
            fixed: mending.applied,
            left,
            diff: String::new(),
            files: Vec::new(),
            cut: Vec::new(),
            errors: document.errors.into_iter().take(20).collect(),
        };
        let mut used = 300 + 2 * tokens(&output.errors);
        for change in &mending.changes {
            // No time goes into what there is no room for.
            let least = 2 * skill::tokens_of(fix::least_difference(&change.before, &change.after));
            if used + least > MAX_TOKENS {
                output.cut.push(change.path.to_string());
                continue;
            }
            let diff = change.diff();
            let edit = |edit: fix::LineEdit| Edit {
                start_line: edit.start_line,
                end_line: edit.end_line,
                text: edit.text,
            };
            let edits = change.line_edits().into_iter().map(edit).collect();
            let file = FixedFile { path: change.path.to_string(), edits };
            // The diff goes out twice: to be read and as data.
            let cost = 2 * tokens(&diff) + tokens(&file);
            if used + cost > MAX_TOKENS {
                output.cut.push(file.path);
                continue;
            }
            used += cost;
            output.diff.push_str(&diff);
            output.files.push(file);
        }
        let mut text = match (mending.applied, left) {
            (0, 0) if output.errors.is_empty() => "Nothing to fix.".to_owned(),
            (0, 0) => "Nothing to fix in what could be read.".to_owned(),
            (0, left) => {
                let left = counted(left, "finding");
                format!("{left}, but no safe fix: explain_rule says how to mend each by hand.")
            }
            (applied, left) => {
                let (applied, left) = (counted(applied, "safe fix"), counted(left, "finding"));
                format!("{applied}, {left} left. Apply the diff, then scan again.\n\n{}", output.diff)
            }
        };
        if !output.cut.is_empty() {
            let next = if output.files.is_empty() {
                "Narrow it with select, or let `awaitwise scan --fix` write it"
            } else {
                "Call again with the path of each"
            };
            text.push_str(&format!(
                "\nCut: no room for the diff of {} that would change. {next}: {}.",
                counted(output.cut.len(), "file"),
                output.cut.iter().take(20).cloned().collect::<Vec<_>>().join(", ")
            ));
            output.cut.truncate(40);
        }
        for change in &mending.changes {
            if let Some(encoding) = change.foreign_encoding()
                && output.files.iter().any(|file| *file.path == *change.path)
            {
                text.push_str(&format!(
                    "\n{} is in {encoding}: keep that when you write it; patch needs the diff in it, too.",
                    change.path
                ));
            }
        }
        for error in &output.errors {
            text.push_str(&format!("\n{}: error: {}", error.path, error.message));
        }
        Ok(Answer::new(text, &output))
    }
}
