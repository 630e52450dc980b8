use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Call, Definition, MAX_TOKENS, Refusal};
use crate::mcp::server::State;
use crate::skill;
use crate::template::{self, Project, Request, TemplateError};
use crate::text::{counted, shown};

pub(super) struct GenerateTemplate;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Default: list the kinds
    kind: Option<String>,
    /// Like order-service
    name: Option<String>,
    /// Oldest version, default 3.12
    python: Option<String>,
    /// docker, no-ci, license=MIT
    #[serde(default)]
    options: Vec<String>,
    /// Only these paths
    #[serde(default)]
    include: Vec<String>,
    /// No file texts
    #[serde(default)]
    plan_only: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Output {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kinds: Vec<Offer>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<File>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next_steps: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checks: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Offer {
    kind: String,
    summary: String,
    options: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct File {
    path: String,
    size: usize,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// What to make, in the words of both template tools.
pub(super) struct Wanted {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) python: Option<String>,
    pub(super) options: Vec<String>,
}

/// The project, not yet written anywhere.
pub(super) fn render(state: &State, wanted: Wanted) -> Result<Project, Refusal> {
    let Wanted { kind, name, python, options } = wanted;
    let request = Request { kind, name, python, options, ..Request::default() };
    template::render(&catalog(state), &request).map_err(refusal)
}

pub(super) fn refusal(error: TemplateError) -> Refusal {
    Refusal(format!("{error}\nhelp: {}", error.help()))
}

fn catalog(state: &State) -> template::Catalog<'_> {
    let mut catalog = template::Catalog::new();
    for skill in state.catalog.skills() {
        let files = skill.files.iter().filter(|file| file.path.starts_with(template::ROOT));
        catalog.add(&skill.name, files.map(|file| (&file.path, file.bytes())));
    }
    catalog
}

impl Definition for GenerateTemplate {
    const NAME: &'static str = "generate_template";
    const TITLE: &'static str = "Generate a project";
    const DESCRIPTION: &'static str = "Files of a production-ready asyncio project (service, worker, CLI, library ...), or its plan. Writes nothing.";
    type Input = Input;
    type Output = Output;

    fn call(state: &State, input: Input, _: &Call) -> Result<Answer, Refusal> {
        let Some(kind) = input.kind else { return kinds(state) };
        let name = input.name.ok_or_else(|| Refusal("give `name`, such as order-service".to_owned()))?;
        let wanted = Wanted { kind, name, python: input.python, options: input.options };
        let project = render(state, wanted)?;
        let names = |wanted: &str, path: &str| {
            path == wanted || path.starts_with(&format!("{}/", wanted.trim_end_matches('/')))
        };
        let offered = || project.files.iter().filter(|file| !file.internal).map(|file| file.path.as_str());
        let mut unknown = input.include.iter().filter(|wanted| !offered().any(|path| names(wanted, path)));
        if let Some(unknown) = unknown.next() {
            let near = skill::near(unknown, offered());
            let hint =
                if near.is_empty() { String::new() } else { format!(" Near matches: {}.", near.join(", ")) };
            return Err(Refusal(format!(
                "`include`: this project has no file or folder `{}`.{hint} Call with plan_only to see its paths.",
                shown(unknown)
            )));
        }
        let included =
            |path: &str| input.include.is_empty() || input.include.iter().any(|wanted| names(wanted, path));
        let mut output = Output {
            kinds: Vec::new(),
            files: Vec::new(),
            next_steps: project.next_steps,
            checks: project.checks,
        };
        let mut text =
            format!("{} {} ({}):", project.kind, project.name, counted(project.files.len(), "file"));
        let mut used = 1_500;
        let mut left_out = Vec::new();
        for file in project.files.into_iter().filter(|file| !file.internal && included(&file.path)) {
            // A file's text goes out once: in the data.
            let cost = skill::tokens(&file.text) * 11 / 10;
            let with_text = !input.plan_only && used + cost <= MAX_TOKENS;
            if with_text {
                used += cost;
            } else if !input.plan_only {
                left_out.push(file.path.clone());
            }
            text.push_str(&format!("\n- {} ({})", file.path, counted(file.size, "byte")));
            let content = with_text.then_some(file.text);
            output.files.push(File { path: file.path, size: file.size, sha256: file.sha256, text: content });
        }
        if !left_out.is_empty() {
            text.push_str(&format!(
                "\n\nCut: no text for {}. Ask for them with include, or write everything with write_template.",
                left_out.join(", ")
            ));
        }
        for (title, lines) in
            [("Next steps", &output.next_steps), ("Checks that have to pass", &output.checks)]
        {
            if !lines.is_empty() {
                text.push_str(&format!("\n\n{title}:\n{}", lines.join("\n")));
            }
        }
        Ok(Answer::new(text, &output))
    }
}

fn kinds(state: &State) -> Result<Answer, Refusal> {
    let kinds = template::kinds(&catalog(state)).map_err(refusal)?;
    let kinds: Vec<Offer> = kinds
        .into_iter()
        .map(|kind| Offer {
            kind: kind.kind,
            summary: kind.summary,
            options: kind.options.into_iter().map(|option| option.name).collect(),
        })
        .collect();
    let mut text = String::from("Kinds of projects:");
    for kind in &kinds {
        text.push_str(&format!("\n- {}: {} Options: {}", kind.kind, kind.summary, kind.options.join(", ")));
    }
    text.push_str(&format!(
        "\nEach also takes author=, description= and license= among its options. Licences: {}.",
        template::LICENSES.join(", ")
    ));
    let output = Output { kinds, files: Vec::new(), next_steps: Vec::new(), checks: Vec::new() };
    Ok(Answer::new(text, &output))
}
