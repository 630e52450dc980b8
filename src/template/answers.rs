//! The record that a project keeps of how it was made: `.awaitwise/answers.toml`, and the texts it started from.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use serde::{Deserialize, Serialize};

use super::TemplateError;
use super::options::Choice;
use super::project::{File, Project, Request, sha256};

/// Parameters and digests, for people and for `update`.
pub(super) const ANSWERS: &str = ".awaitwise/answers.toml";
/// The generated texts, compressed: the common ancestor of a three-way merge.
pub(super) const BASE: &str = ".awaitwise/base";

const HEADER: &str =
    "# How this project was generated. `awaitwise update` reads it: commit it, and do not edit it.\n";
const SCHEMA: u32 = 1;
const LEVEL: u8 = 9;
const COLUMNS: usize = 76;
/// Far more than any project; keeps a damaged file from filling the memory.
const LARGEST_BASE: usize = 64 << 20;

/// The content of [`ANSWERS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answers {
    schema: u32,
    pub(super) kind: String,
    pub(super) version: String,
    name: String,
    python: String,
    options: BTreeSet<String>,
    without: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    license: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    parameters: BTreeMap<String, String>,
    /// Path to SHA-256.
    pub(super) files: BTreeMap<String, String>,
}

/// Adds the record to a project's files.
pub(super) fn attach(project: &mut Project, request: &Request, choice: &Choice) -> Result<(), TemplateError> {
    let texts: BTreeMap<&str, &str> =
        project.files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    if let Some(path) = [ANSWERS, BASE].iter().find(|path| texts.contains_key(**path)) {
        return Err(TemplateError::template(path, "the generator writes this file itself"));
    }
    let switched_off = request.options.iter().filter_map(|option| option.strip_prefix("no-"));
    let answers = Answers {
        schema: SCHEMA,
        kind: project.kind.clone(),
        version: project.version.clone(),
        name: project.name.clone(),
        python: project.python.clone(),
        options: choice.on.clone(),
        without: switched_off.filter(|option| !choice.on.contains(*option)).map(str::to_owned).collect(),
        description: request.description.clone(),
        author: request.author.clone(),
        license: request.license.clone(),
        parameters: choice.parameters.clone(),
        files: project.files.iter().map(|file| (file.path.clone(), file.sha256.clone())).collect(),
    };
    let base = encode(&texts)?;
    let text =
        toml::to_string(&answers).map_err(|error| TemplateError::template(ANSWERS, error.to_string()))?;
    project.files.push(File::internal(ANSWERS, format!("{HEADER}\n{text}")));
    project.files.push(File::internal(BASE, base));
    project.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}

impl Answers {
    /// Reads the record; the error is a clause that follows the path.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let answers: Self = toml::from_str(text)
            .map_err(|error| format!("its record {ANSWERS} is not readable: {}", error.message()))?;
        if answers.schema != SCHEMA {
            return Err(format!(
                "its record {ANSWERS} has schema {}, this version reads {SCHEMA}",
                answers.schema
            ));
        }
        if let Some((path, problem)) =
            answers.files.keys().find_map(|path| Some((path, super::path::problem(path)?)))
        {
            return Err(format!(
                "its record {ANSWERS} names `{}`, which {problem}",
                super::names::shorten(path)
            ));
        }
        Ok(answers)
    }

    /// The request that gives the same project from a newer template.
    pub(super) fn request(&self) -> Request {
        let off = self.without.iter().map(|name| format!("no-{name}"));
        let parameters = self.parameters.iter().map(|(name, value)| format!("{name}={value}"));
        Request {
            kind: self.kind.clone(),
            name: self.name.clone(),
            python: Some(self.python.clone()),
            options: self.options.iter().cloned().chain(off).chain(parameters).collect(),
            description: self.description.clone(),
            author: self.author.clone(),
            license: self.license.clone(),
        }
    }
}

fn encode(texts: &BTreeMap<&str, &str>) -> Result<String, TemplateError> {
    let json = serde_json::to_vec(texts).map_err(|error| TemplateError::template(BASE, error.to_string()))?;
    let line = STANDARD.encode(compress_to_vec_zlib(&json, LEVEL));
    let mut text = String::with_capacity(line.len() + line.len() / COLUMNS + 1);
    let mut rest = line.as_str();
    while !rest.is_empty() {
        let (head, tail) = rest.split_at(COLUMNS.min(rest.len()));
        text.push_str(head);
        text.push('\n');
        rest = tail;
    }
    Ok(text)
}

/// The texts a project started from. Those that do not match their digest are left out: a merge then shows both sides.
pub(super) fn base(text: &str, answers: &Answers) -> BTreeMap<String, String> {
    let compact: String = text.split_whitespace().collect();
    let texts: Option<BTreeMap<String, String>> = STANDARD
        .decode(compact)
        .ok()
        .and_then(|bytes| decompress_to_vec_zlib_with_limit(&bytes, LARGEST_BASE).ok())
        .and_then(|json| serde_json::from_slice(&json).ok());
    let mut texts = texts.unwrap_or_default();
    texts.retain(|path, text| {
        answers.files.get(path).is_some_and(|digest| *digest == sha256(text.as_bytes()))
    });
    texts
}
