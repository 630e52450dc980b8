//! Whether a folder is a skill as the Agent Skills specification has it.

use serde::Serialize;

use super::catalog::Skill;
use super::document::{Document, Snippet};
use super::file::SkillFile;
use super::frontmatter::{Frontmatter, split};
use super::pattern::patterns_of;
use crate::python;
use crate::text::LineIndex;

/// Something wrong with a skill, at a place that its author can find.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// Name of the skill's folder.
    pub skill: String,
    /// Path within the skill; empty for the skill as a whole.
    pub path: String,
    /// Line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// Lower case, says what is wrong and what follows from it.
    pub message: String,
}

impl Problem {
    pub(super) fn new(skill: &str, path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { skill: skill.to_owned(), path: path.to_owned(), line, message: message.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.skill)?;
        if !self.path.is_empty() {
            write!(f, "/{}", self.path)?;
        }
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// The fields that the specification knows.
const FIELDS: [&str; 6] = ["allowed-tools", "compatibility", "description", "license", "metadata", "name"];

const PARSER_STACK: usize = 64 * 1024 * 1024;

/// A skill from its files: what hosts could not use at all is refused.
pub(super) fn load(folder: &str, files: Vec<SkillFile>, embedded: bool) -> Result<Skill, Problem> {
    let refuse = |line, message: String| Problem::new(folder, "SKILL.md", line, message);
    let page = files
        .iter()
        .find(|file| file.path == "SKILL.md")
        .ok_or_else(|| refuse(0, "there is no SKILL.md; the skill is left out".to_owned()))?;
    let text = page.text().ok_or_else(|| refuse(0, "not UTF-8; the skill is left out".to_owned()))?;
    let frontmatter =
        Frontmatter::parse(text).map_err(|error| refuse(1, format!("{error}; the skill is left out")))?;
    if frontmatter.name != folder {
        let message = format!(
            "the name `{}` has to equal the folder's name `{folder}`; the skill is left out",
            frontmatter.name
        );
        return Err(refuse(1, message));
    }
    if let Some(wrong) = wrong_name(folder) {
        return Err(refuse(1, format!("the name {wrong}; the skill is left out")));
    }
    Ok(Skill { name: frontmatter.name.clone(), frontmatter, files, embedded })
}

/// What the specification asks for beyond what a host needs, what its pages promise, and where they break it.
pub fn validate(skill: &Skill) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |path: &str, line: usize, message: String| {
        problems.push(Problem::new(&skill.name, path, line, message));
    };
    for (key, value) in &skill.frontmatter.fields {
        if !FIELDS.contains(&key.as_str()) {
            report("SKILL.md", 1, format!("the specification has no field `{key}`"));
        }
        let limit = match key.as_str() {
            "description" => 1024,
            "compatibility" => 500,
            _ => continue,
        };
        if value.as_str().is_none_or(|text| text.is_empty() || text.chars().count() > limit) {
            report("SKILL.md", 1, format!("`{key}` has to be text of at most {limit} characters"));
        }
    }
    // Clients of the Skills extension refuse the whole listing over one nested value.
    if let Some(metadata) = skill.frontmatter.fields.get("metadata")
        && !metadata.as_object().is_some_and(|fields| fields.values().all(serde_json::Value::is_string))
    {
        report("SKILL.md", 1, "`metadata` has to map text to text".to_owned());
    }
    for key in &skill.frontmatter.repeated {
        let message = format!(
            "the key `{key}` stands here twice: the last one counts, and some hosts refuse the skill"
        );
        report("SKILL.md", line_of_last(skill, key), message);
    }
    for file in skill.files.iter().filter(|file| file.mime == "text/markdown") {
        let Some(text) = file.text() else {
            report(&file.path, 0, "not UTF-8".to_owned());
            continue;
        };
        if file.path == "SKILL.md" && split(text).is_none_or(|(_, body)| body.lines().count() >= 500) {
            report(&file.path, 0, "the specification asks for less than 500 lines".to_owned());
        }
        let document = Document::parse(text);
        for (line, message) in document.problems.iter().cloned().chain(broken_python(&document.snippets)) {
            report(&file.path, line, message);
        }
        for link in &document.links {
            if let Some(target) = resolve(&file.path, &link.target)
                && skill.files.iter().all(|file| file.path != target)
            {
                report(&file.path, link.line, format!("there is no {target}"));
            }
        }
    }
    for pattern in patterns_of(skill) {
        let facts = [
            ("Since", pattern.since.is_empty()),
            ("Use when", pattern.use_when.is_empty()),
            ("Pitfalls", pattern.pitfalls.is_empty()),
            ("a Python block", pattern.code.is_empty()),
        ];
        let missing: Vec<&str> =
            facts.iter().filter(|(_, missing)| *missing).map(|(fact, _)| *fact).collect();
        if !missing.is_empty() {
            let message = format!("the pattern `{}` lacks: {}", pattern.id, missing.join(", "));
            problems.push(Problem::new(&skill.name, &pattern.path(), pattern.line, message));
        }
    }
    problems.sort();
    problems
}

/// The last line of the front matter that begins with the key.
fn line_of_last(skill: &Skill, key: &str) -> usize {
    let page = skill.files.iter().find(|file| file.path == "SKILL.md").and_then(SkillFile::text);
    let yaml = page.and_then(split).map_or("", |(yaml, _)| yaml);
    let begins = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    let number = yaml.lines().collect::<Vec<_>>().iter().rposition(|line| begins(line));
    number.map_or(1, |number| number + 2)
}

/// Blocks that are no Python, unless they are marked as bad: line on the page and what is wrong.
fn broken_python(snippets: &[Snippet<'_>]) -> Vec<(usize, String)> {
    let check = || {
        let good = snippets.iter().filter(|snippet| snippet.language() == "python" && !snippet.is_bad());
        let errors = good.filter_map(|snippet| {
            // The first error of a block: what follows is mostly its echo.
            let error = python::parse(snippet.code).errors.into_iter().next()?;
            let last = snippet.code.lines().count().max(1);
            let line = (LineIndex::new(snippet.code).line(error.span.start) as usize).min(last);
            let line = snippet.line + line - 1;
            Some((line, format!("this Python block has a syntax error: {}", error.message)))
        });
        errors.collect::<Vec<_>>()
    };
    // Nested code needs a deep stack; untouched pages cost address space alone.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(PARSER_STACK).spawn_scoped(scope, check);
        thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_default()
    })
}

/// The file of the same skill that a link on the page at `from` leads to; `None` for links to elsewhere.
fn resolve(from: &str, target: &str) -> Option<String> {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() || path.contains(':') || path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            // A link that leaves the skill leads to another one.
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn wrong_name(name: &str) -> Option<&'static str> {
    let allowed = |c: char| c == '-' || c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.is_empty() || name.len() > 64 {
        Some("has to have 1 to 64 characters")
    } else if !name.chars().all(allowed) {
        Some("may only have lower-case letters, digits and hyphens")
    } else if name.starts_with('-') || name.ends_with('-') || name.contains("--") {
        Some("may not begin or end with a hyphen, nor have two in a row")
    } else {
        None
    }
}
