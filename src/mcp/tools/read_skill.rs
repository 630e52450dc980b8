use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Call, Definition, MAX_TOKENS, Refusal, cut};
use crate::mcp::page;
use crate::mcp::server::State;
use crate::skill::{self, Problem, Skill};
use crate::text::{shortened, shown};

/// What the specification allows.
const MAX_DESCRIPTION: usize = 1024;

pub(super) struct ReadSkill;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    skill: Option<String>,
    /// May end with #heading
    path: Option<String>,
    /// From the last answer
    cursor: Option<String>,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Output {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skills: Vec<Listed>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<ListedFile>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Listed {
    name: String,
    description: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ListedFile {
    path: String,
    tokens: usize,
}

impl Definition for ReadSkill {
    const NAME: &'static str = "read_skill";
    const TITLE: &'static str = "Read a skill";
    const DESCRIPTION: &'static str =
        "Skills as files: lists skills, a skill's files, or reads one (start with SKILL.md).";
    type Input = Input;
    type Output = Output;

    fn call(state: &State, input: Input, _: &Call) -> Result<Answer, Refusal> {
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let start = match &input.cursor {
            None => 0,
            Some(cursor) => page::offset(cursor).ok_or_else(|| {
                Refusal("this cursor is none that read_skill gave; call again without it".to_owned())
            })?,
        };
        let path = given(input.path);
        let Some(name) = given(input.skill) else {
            return match path {
                None => Ok(list(state)),
                Some(path) => {
                    let path = shown(&path);
                    Err(Refusal(format!(
                        "give `skill`, too: `{path}` is a path within one. Without both, all are listed."
                    )))
                }
            };
        };
        let skill = state.catalog.skill(name.trim()).ok_or_else(|| {
            let names: Vec<_> = state.catalog.skills().iter().map(|skill| skill.name.as_str()).collect();
            Refusal(format!("There is no skill `{}`. There are: {}.", shown(&name), names.join(", ")))
        })?;
        match path {
            None => Ok(files(skill)),
            Some(path) => read(skill, &path, start),
        }
    }
}

fn list(state: &State) -> Answer {
    let mut skills: Vec<Listed> = Vec::new();
    let mut text = String::from("Skills:");
    for skill in state.catalog.skills() {
        let description = shortened(&skill.frontmatter.description, MAX_DESCRIPTION);
        let line = format!("\n- {}: {description}", skill.name);
        if skill::tokens(&text) + skill::tokens(&line) > MAX_TOKENS / 3 {
            let left = state.catalog.skills().len() - skills.len();
            text.push_str(&format!("\nand {left} more; skills/list has them all"));
            break;
        }
        text.push_str(&line);
        skills.push(Listed { name: skill.name.clone(), description: description.into_owned() });
    }
    let problems: Vec<Problem> = state.catalog.faults().into_iter().take(20).collect();
    for problem in &problems {
        text.push_str(&format!("\nProblem: {problem}"));
    }
    let (text, _) = cut(&text, MAX_TOKENS / 2);
    Answer::new(text, &Output { skills, problems, ..Output::default() })
}

fn files(skill: &Skill) -> Answer {
    // Templates are for generate_template: they would bury what is there to be read.
    let files: Vec<ListedFile> = skill
        .files
        .iter()
        .filter(|file| !file.path.starts_with(crate::template::ROOT))
        .filter_map(|file| Some(ListedFile { path: file.path.clone(), tokens: skill::tokens(file.text()?) }))
        .take(150)
        .collect();
    let mut text = format!("Files of {}, with their length in tokens:", skill.name);
    for file in &files {
        text.push_str(&format!("\n- {} ({})", file.path, file.tokens));
    }
    let problems: Vec<Problem> = skill::validate(skill).into_iter().take(20).collect();
    for problem in &problems {
        text.push_str(&format!("\nProblem: {problem}"));
    }
    Answer::new(text, &Output { files, problems, ..Output::default() })
}

fn read(skill: &Skill, path: &str, start: usize) -> Result<Answer, Refusal> {
    let (path, anchor) = match path.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (path, None),
    };
    let file = skill.read(path)?.ok_or_else(|| {
        let near = skill::near(path, skill.files.iter().map(|file| file.path.as_str()));
        let hint =
            if near.is_empty() { String::new() } else { format!(" Near matches: {}.", near.join(", ")) };
        let path = shown(path);
        Refusal(format!("{} has no file `{path}`.{hint} Leave `path` out to list its files.", skill.name))
    })?;
    let whole = file
        .text()
        .ok_or_else(|| Refusal(format!("`{path}` is not text; read {} as a resource", skill.uri(path))))?;
    let wanted = match anchor {
        None => whole,
        Some(anchor) => {
            let document = skill::Document::parse(whole);
            let section = document.section(anchor).ok_or_else(|| {
                let headings: Vec<_> = document.sections.iter().map(|section| section.heading).collect();
                let anchor = shown(anchor);
                Refusal(format!("`{path}` has no section `{anchor}`. It has: {}.", headings.join(", ")))
            })?;
            section.markdown
        }
    };
    let rest = wanted.get(start..).ok_or_else(|| Refusal("this cursor does not fit this file".to_owned()))?;
    let (shown, is_cut) = cut(rest, MAX_TOKENS - 200);
    let mut output = Output { uri: Some(skill.uri(&file.path)), ..Output::default() };
    let mut text = shown.to_owned();
    if is_cut {
        let next = page::cursor(start + shown.len());
        text.push_str(&format!(
            "\n[Cut. Call again with cursor \"{next}\" for the rest, or name a section with #heading.]"
        ));
        output.next_cursor = Some(next);
    }
    Ok(Answer::new(text, &output))
}
