use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::generate_template::{Wanted, refusal, render};
use super::{Answer, Call, Definition, Refusal};
use crate::mcp::server::State;
use crate::template;
use crate::text::counted;

pub(super) struct WriteTemplate;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    kind: String,
    name: String,
    python: Option<String>,
    #[serde(default)]
    options: Vec<String>,
    /// Folder below the root
    dest: String,
    /// For files that exist, default error
    conflict: Option<Conflict>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Conflict {
    Error,
    Skip,
    Overwrite,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    dest: String,
    written: Vec<String>,
    overwritten: Vec<String>,
    skipped: Vec<String>,
    next_steps: Vec<String>,
    checks: Vec<String>,
}

impl Definition for WriteTemplate {
    const NAME: &'static str = "write_template";
    const TITLE: &'static str = "Write a project";
    const DESCRIPTION: &'static str = "Write the project of generate_template to disk: all of it or nothing.";
    const WRITES: bool = true;
    type Input = Input;
    type Output = Output;

    fn call(state: &State, input: Input, _: &Call) -> Result<Answer, Refusal> {
        let (root, below) = state.roots.split(&input.dest).map_err(|error| {
            let root = state.roots.first().display();
            Refusal(format!("{error}\nhelp: give a relative path inside {root}, such as `order-service`"))
        })?;
        let dest =
            template::destination(root, if below.is_empty() { "." } else { below }).map_err(refusal)?;
        let Input { kind, name, python, options, .. } = input;
        let project = render(state, Wanted { kind, name, python, options })?;
        let conflict = match input.conflict {
            None | Some(Conflict::Error) => template::Conflict::Error,
            Some(Conflict::Skip) => template::Conflict::Skip,
            Some(Conflict::Overwrite) => template::Conflict::Overwrite,
        };
        let report = template::write(&project, &dest, conflict).map_err(refusal)?;
        let output = Output {
            dest: report.dest.display().to_string(),
            written: report.written,
            overwritten: report.overwritten,
            skipped: report.skipped,
            next_steps: project.next_steps,
            checks: project.checks,
        };
        let mut text = format!(
            "{} written to {} ({} overwritten, {} kept).",
            counted(output.written.len(), "file"),
            output.dest,
            output.overwritten.len(),
            output.skipped.len()
        );
        for (title, lines) in
            [("Next steps", &output.next_steps), ("Checks that have to pass", &output.checks)]
        {
            text.push_str(&format!("\n\n{title}:\n{}", lines.join("\n")));
        }
        Ok(Answer::new(text, &output))
    }
}
