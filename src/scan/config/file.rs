//! The configuration file: what may stand in it, and where each key stands.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::de::{DeTable, DeValue};

use super::{ConfigError, shape};
use crate::finding::Severity;
use crate::scan::select::near_matches;
use crate::text::LineIndex;

/// `[tool.awaitwise]` of `pyproject.toml`, or the whole of `awaitwise.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "awaitwise")]
pub struct ConfigFile {
    /// Rules to run: codes, names, categories, codes of other tools, or `ALL`. Default: every rule that is on by default.
    pub select: Option<Vec<String>>,
    /// Rules to leave out. An entry with a dot is a function that never blocks: `mylib.cache.get`, `mylib.fast.*`.
    pub ignore: Option<Vec<String>>,
    /// Rules to leave out in files that match a glob, relative to this file: `"tests/**" = ["blocking-sleep"]`.
    pub per_file_ignores: Option<BTreeMap<String, Vec<String>>>,
    /// Severity by rule or category: `blocking-file = "error"`.
    pub severity: Option<BTreeMap<String, Severity>>,
    /// Findings below it are not reported.
    pub min_severity: Option<Severity>,
    /// Globs of files and folders to leave out, beside the usual ones.
    pub exclude: Option<Vec<String>>,
    /// Oldest Python that the code must run on: `"3.11"`. Default: `requires-python` of the project.
    pub target_version: Option<String>,
    /// Functions of yours that block: a list of names, or a table from names to what to use instead. `*` stands for any part.
    pub blocking: Option<Blocking>,
    /// Functions of yours that run their callable arguments in a thread or process.
    pub offload: Option<Vec<String>>,
}

/// Functions that block, with or without a replacement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Blocking {
    /// Names alone.
    Names(Vec<String>),
    /// Names, and what to use instead; an empty text when there is nothing to propose.
    Replacements(BTreeMap<String, String>),
}

/// A file's section with the lines of its keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::scan) struct Section {
    pub(in crate::scan) file: ConfigFile,
    /// Line of each key, from 1.
    pub(in crate::scan) lines: BTreeMap<String, u32>,
    /// Line of each name and text within the value of a key.
    word_lines: BTreeMap<(String, String), u32>,
}

impl Section {
    /// The line of a word within the value of a key, or else of the key.
    pub(in crate::scan) fn line(&self, key: &str, word: &str) -> Option<u32> {
        let line = self.word_lines.get(&(key.to_owned(), word.to_owned()));
        line.or_else(|| self.lines.get(key)).copied()
    }
}

/// The keys of a section, as the schema names them.
pub(super) fn keys() -> Vec<String> {
    let schema = schemars::schema_for!(ConfigFile);
    let properties = schema.get("properties").and_then(serde_json::Value::as_object);
    properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
}

/// What a file says, if it has a section, and the Python that the project requires.
pub(super) struct Parsed {
    pub(super) section: Option<Section>,
    pub(super) requires_python: Option<(String, u32)>,
}

/// Reads `pyproject.toml` or `awaitwise.toml`; the name decides which.
pub(super) fn parse(path: &Path, text: &str) -> Result<Parsed, ConfigError> {
    let index = LineIndex::new(text);
    let line_of = |span: std::ops::Range<usize>| index.line(span.start as u32);
    let fail = |line: Option<u32>, message: String, help: Option<String>| ConfigError {
        path: path.to_path_buf(),
        line,
        message,
        help,
    };
    let malformed = |error: &toml::de::Error| {
        let message = error.message().trim().replace('\n', ", ");
        fail(error.span().map(line_of), message, None)
    };
    let document = DeTable::parse(text).map_err(|error| malformed(&error))?;
    let root = document.get_ref();
    let is_project = path.file_name().is_some_and(|name| name == "pyproject.toml");
    let requires_python = lookup(root, &["project", "requires-python"])
        .and_then(|value| Some((value.get_ref().as_str()?.to_owned(), line_of(value.span()))));
    let (table, value) = if is_project {
        let Some(value) = lookup(root, &["tool", "awaitwise"]) else {
            return Ok(Parsed { section: None, requires_python });
        };
        let Some(table) = value.get_ref().as_table() else {
            return Err(fail(Some(line_of(value.span())), "tool.awaitwise must be a table".into(), None));
        };
        (table, value.clone())
    } else {
        (root, toml::Spanned::new(document.span(), DeValue::Table(root.clone())))
    };
    let known = keys();
    let (mut lines, mut word_lines) = (BTreeMap::new(), BTreeMap::new());
    for (key, value) in table {
        let name = key.get_ref().to_string();
        let line = line_of(key.span());
        if !known.contains(&name) {
            let near = near_matches(&name, known.iter().map(String::as_str));
            let help = match near.first() {
                Some(near) => format!("did you mean {near}?"),
                None => format!("the keys are {}", known.join(", ")),
            };
            return Err(fail(Some(line), format!("unknown key: {name}"), Some(help)));
        }
        if let Err(misfit) = shape::check(&name, value) {
            return Err(fail(Some(line_of(misfit.span)), misfit.message, Some(misfit.help.into())));
        }
        let mut words = Vec::new();
        shape::words(value, &mut words);
        for (word, span) in words {
            word_lines.entry((name.clone(), word.trim().to_owned())).or_insert_with(|| line_of(span));
        }
        lines.insert(name, line);
    }
    let file = ConfigFile::deserialize(toml::de::ValueDeserializer::from(value));
    let file = file.map_err(|error| malformed(&error))?;
    Ok(Parsed { section: Some(Section { file, lines, word_lines }), requires_python })
}

fn lookup<'a, 'i>(table: &'a DeTable<'i>, path: &[&str]) -> Option<&'a toml::Spanned<DeValue<'i>>> {
    let (last, parents) = path.split_last()?;
    let mut table = table;
    for key in parents {
        table = table.get(*key)?.get_ref().as_table()?;
    }
    table.get(*last)
}
