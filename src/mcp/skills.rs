//! The Skills extension: manifests with digests, and folders.

use std::collections::BTreeMap;

use rmcp::ErrorData;
use rmcp::model::{
    DIRECTORY_MIME_TYPE, GetSkillResult, Resource, Skill as Entry, SkillFrontmatter, SkillResource,
    SkillResources,
};
use serde_json::json;

use super::resources::resource;
use crate::skill::{Catalog, Skill, SkillUri};

/// A skill as the extension lists it.
pub(super) fn entry(skill: &Skill) -> Entry {
    let own = ["name", "description"];
    let frontmatter = skill.frontmatter.fields.iter().filter(|(key, _)| !own.contains(&key.as_str())).fold(
        SkillFrontmatter::new(&skill.frontmatter.name, &skill.frontmatter.description),
        |frontmatter, (key, value)| frontmatter.with_field(key, value.clone()),
    );
    let files = skill
        .files
        .iter()
        .map(|file| SkillResource::new(skill.uri(&file.path), file.digest_text(), file.size))
        .collect();
    Entry::new(skill.uri("SKILL.md"), frontmatter, SkillResources::Files(files))
}

pub(super) fn get(catalog: &Catalog, uri: &str) -> Result<GetSkillResult, ErrorData> {
    let found = catalog.skills().iter().find(|skill| skill.uri("SKILL.md") == uri);
    let skill = found.ok_or_else(|| unknown(uri, "there is no skill at this URI; skills/list names all"))?;
    Ok(GetSkillResult::new(entry(skill)))
}

/// The direct children of a folder: files as they are listed elsewhere, folders without a trailing slash.
pub(super) fn children(catalog: &Catalog, uri: &str) -> Result<Vec<Resource>, ErrorData> {
    let parsed = SkillUri::parse(uri).map_err(|error| unknown(uri, &error.to_string()))?;
    let skill = catalog
        .skill(&parsed.skill)
        .ok_or_else(|| unknown(uri, &format!("there is no skill `{}`", parsed.skill)))?;
    let prefix = if parsed.path.is_empty() { String::new() } else { format!("{}/", parsed.path) };
    let mut children = BTreeMap::new();
    for file in &skill.files {
        let Some(rest) = file.path.strip_prefix(&prefix) else { continue };
        match rest.split_once('/') {
            None => children.insert(rest, resource(skill, file)),
            Some((folder, _)) => children.insert(
                folder,
                Resource::new(skill.uri(&format!("{prefix}{folder}")), folder)
                    .with_mime_type(DIRECTORY_MIME_TYPE),
            ),
        };
    }
    if children.is_empty() {
        return Err(unknown(uri, &format!("the skill `{}` has no folder `{}`", skill.name, parsed.path)));
    }
    Ok(children.into_values().collect())
}

fn unknown(uri: &str, message: &str) -> ErrorData {
    ErrorData::invalid_params(message.to_owned(), Some(json!({ "uri": uri })))
}
