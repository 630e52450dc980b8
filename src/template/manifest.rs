//! `template.toml` of a kind and `include.toml` of a shared part, as they are written.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::TemplateError;

/// The manifest format that this version reads.
const SCHEMA: u32 = 1;

/// What kinds and shared parts have in common.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Part {
    pub(super) dependencies: Vec<String>,
    pub(super) dev_dependencies: Vec<String>,
    pub(super) next_steps: Vec<String>,
    pub(super) checks: Vec<String>,
    pub(super) values: toml::Table,
    pub(super) options: BTreeMap<String, OptionSpec>,
    pub(super) parameters: BTreeMap<String, ParameterSpec>,
}

/// Something that is on or off.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OptionSpec {
    pub(super) summary: String,
    #[serde(default)]
    pub(super) default: bool,
    #[serde(default)]
    pub(super) requires: Vec<String>,
    #[serde(default)]
    pub(super) conflicts: Vec<String>,
    /// The oldest Python version that it works with.
    #[serde(default)]
    pub(super) python: Option<String>,
    #[serde(default)]
    pub(super) dependencies: Vec<String>,
    #[serde(default)]
    pub(super) dev_dependencies: Vec<String>,
    /// Files that exist only with this option.
    #[serde(default)]
    pub(super) files: Vec<String>,
}

/// A value that the user may set, as `name=value`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ParameterSpec {
    pub(super) summary: String,
    pub(super) default: String,
    /// The values allowed; empty for any single line.
    #[serde(default)]
    pub(super) choices: Vec<String>,
}

/// The manifest of one kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Manifest {
    pub(super) schema: u32,
    pub(super) kind: String,
    pub(super) version: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) python: Vec<String>,
    #[serde(default)]
    pub(super) default_python: Option<String>,
    /// Shared parts whose files and options the kind takes, in this order.
    #[serde(default)]
    pub(super) include: Vec<String>,
    /// Options of shared parts that make no sense here.
    #[serde(default)]
    pub(super) without_options: Vec<String>,
    #[serde(default)]
    pub(super) dependencies: Vec<String>,
    #[serde(default)]
    pub(super) dev_dependencies: Vec<String>,
    #[serde(default)]
    pub(super) next_steps: Vec<String>,
    #[serde(default)]
    pub(super) checks: Vec<String>,
    #[serde(default)]
    pub(super) values: toml::Table,
    #[serde(default)]
    pub(super) options: BTreeMap<String, OptionSpec>,
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, ParameterSpec>,
}

impl Manifest {
    /// Reads a manifest; `kind` is the name of its folder.
    pub(super) fn parse(path: &str, kind: &str, text: &str) -> Result<Self, TemplateError> {
        let manifest: Self =
            toml::from_str(text).map_err(|error| TemplateError::template(path, toml_problem(&error)))?;
        let problem = if manifest.schema != SCHEMA {
            format!("schema is {}, this version reads {SCHEMA}", manifest.schema)
        } else if manifest.kind != kind {
            format!("kind is `{}`, but the folder is `{kind}`", manifest.kind)
        } else if manifest.python.is_empty() || !manifest.python.iter().all(|text| version(text).is_some()) {
            "python must list versions such as \"3.12\"".to_owned()
        } else if manifest.default_python.as_ref().is_some_and(|python| !manifest.python.contains(python)) {
            "default-python is not in python".to_owned()
        } else if release(&manifest.version).is_none() {
            format!("version `{}` is not of the form 1.2.3", manifest.version)
        } else {
            return Ok(manifest);
        };
        Err(TemplateError::template(path, problem))
    }
}

/// Reads the manifest of a shared part.
pub(super) fn parse_part(path: &str, text: &str) -> Result<Part, TemplateError> {
    toml::from_str(text).map_err(|error| TemplateError::template(path, toml_problem(&error)))
}

/// `3.12` as numbers that compare.
pub(super) fn version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((number(major)?, number(minor)?))
}

/// `1.2.3` as numbers that compare.
pub(super) fn release(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(number);
    let release = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(release)
}

fn number(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())).then(|| text.parse().ok())?
}

fn toml_problem(error: &toml::de::Error) -> String {
    error.to_string().trim_end().to_owned()
}
