//! Every file of every skill as a resource, and templates for patterns and rules.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::ErrorData;
use rmcp::model::{Annotations, ReadResourceResult, Resource, ResourceContents, ResourceTemplate, Role};
use serde_json::json;

use super::server::rule_uri;
use crate::skill::{Catalog, Document, Skill, SkillFile, SkillUri};

/// What stands before the id of a pattern.
const PATTERN: &str = "awaitwise://pattern/";

/// The URI template of patterns.
pub(super) fn pattern_template() -> String {
    format!("{PATTERN}{{id}}")
}

/// The URI template of rule pages, which are files of the skill.
pub(super) fn rule_template() -> String {
    rule_uri("{rule}")
}

pub(super) fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new(pattern_template(), "pattern")
            .with_title("One pattern")
            .with_description(
                "An asyncio pattern by its id: when to use it, executed code, pitfalls. Under 500 tokens.",
            )
            .with_mime_type("text/markdown"),
        ResourceTemplate::new(rule_template(), "rule")
            .with_title("One rule of the analyser")
            .with_description("What a rule finds and why, with wrong and right code.")
            .with_mime_type("text/markdown"),
    ]
}

/// Every file, by skill and path.
pub(super) fn list(catalog: &Catalog) -> Vec<Resource> {
    let of_skill = |skill| move |file| resource(skill, file);
    catalog.skills().iter().flat_map(|skill| skill.files.iter().map(of_skill(skill))).collect()
}

pub(super) fn resource(skill: &Skill, file: &SkillFile) -> Resource {
    let (_, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let mut resource = Resource::new(skill.uri(&file.path), name)
        .with_mime_type(file.mime)
        .with_size(file.size)
        .with_annotations(annotations(&file.path));
    if file.path == "SKILL.md" {
        // The extension asks for the front matter's own words.
        let frontmatter = &skill.frontmatter;
        resource.name.clone_from(&frontmatter.name);
        return resource.with_description(&frontmatter.description);
    }
    match &file.title {
        Some(title) => resource.with_title(title.as_ref()),
        None => resource,
    }
}

/// The guide first, then what it refers to, then what is copied rather than read.
fn annotations(path: &str) -> Annotations {
    let priority = match path.split('/').collect::<Vec<_>>()[..] {
        ["SKILL.md"] => 1.0,
        ["references", _] => 0.7,
        ["references", ..] => 0.5,
        _ => 0.2,
    };
    Annotations::default().with_audience(vec![Role::Assistant]).with_priority(priority)
}

pub(super) fn read(catalog: &Catalog, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    if let Some(id) = uri.strip_prefix(PATTERN) {
        let near = || {
            let near = catalog.near_patterns(id);
            if near.is_empty() { String::new() } else { format!("; near matches: {}", near.join(", ")) }
        };
        let pattern = catalog
            .pattern(id)
            .ok_or_else(|| not_found(uri, &format!("there is no pattern `{id}`{}", near())))?;
        return Ok(text(uri, "text/markdown", &pattern.markdown));
    }
    let parsed = SkillUri::parse(uri).map_err(|error| not_found(uri, &error.to_string()))?;
    let skill = catalog
        .skill(&parsed.skill)
        .ok_or_else(|| not_found(uri, &format!("there is no skill `{}`", parsed.skill)))?;
    let file =
        skill.read(&parsed.path).map_err(|error| not_found(uri, &error.to_string()))?.ok_or_else(|| {
            not_found(uri, &format!("the skill `{}` has no file `{}`", skill.name, parsed.path))
        })?;
    match (file.text(), &parsed.fragment) {
        (Some(whole), None) => Ok(text(uri, file.mime, whole)),
        // An anchor names a section of the page.
        (Some(whole), Some(anchor)) => {
            let document = Document::parse(whole);
            let section = document
                .section(anchor)
                .ok_or_else(|| not_found(uri, &format!("`{}` has no section `{anchor}`", file.path)))?;
            Ok(text(uri, file.mime, section.markdown))
        }
        (None, _) => {
            let blob = ResourceContents::blob(STANDARD.encode(file.bytes()), uri).with_mime_type(file.mime);
            Ok(ReadResourceResult::new(vec![blob]))
        }
    }
}

fn text(uri: &str, mime: &str, text: &str) -> ReadResourceResult {
    ReadResourceResult::new(vec![ResourceContents::text(text, uri).with_mime_type(mime)])
}

/// The error of every era: rmcp writes the code that the peer knows.
pub(super) fn not_found(uri: &str, message: &str) -> ErrorData {
    ErrorData::resource_not_found(message.to_owned(), Some(json!({ "uri": uri })))
}
