//! Configuration: the nearest file, the command line above it, and where each value comes from.

mod file;
mod settings;
mod shape;

use std::path::{Path, PathBuf};

pub use file::{Blocking, ConfigFile};
pub use settings::{Origin, Settings, Value};
pub(super) use settings::{SettingsError, globs, help_for};

/// A configuration that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {message}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// The line, when one is at fault.
    pub line: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// The JSON schema of a configuration file.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(ConfigFile).to_value();
    let names = crate::rules::all().iter().flat_map(|rule| [rule.id.name, rule.id.code]);
    let categories = crate::finding::Category::ALL.iter().map(|category| category.name());
    let mut words: Vec<&str> = names.chain(categories).chain(["ALL"]).collect();
    words.sort_unstable();
    words.dedup();
    for key in ["select", "ignore"] {
        if let Some(items) = schema.pointer_mut(&format!("/properties/{key}/items")) {
            items["examples"] = serde_json::json!(words);
        }
    }
    schema
}

/// Where configuration is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ConfigSource {
    /// For each file the nearest `awaitwise.toml` or `pyproject.toml` with a section, from its folder upwards.
    #[default]
    Nearest,
    /// The nearest one to this folder, for text that lies on no disk.
    NearestTo(PathBuf),
    /// This file and no other.
    File(PathBuf),
    /// No file.
    None,
}

/// A configuration file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) section: file::Section,
    pub(super) requires_python: Option<(PathBuf, String, u32)>,
}

/// The text of a configuration file. One that is there and cannot be read is told: it says what the scan is to do.
fn read(path: &Path) -> Result<String, ConfigError> {
    let fail = |line, message, help: &str| ConfigError {
        path: path.to_path_buf(),
        line,
        message,
        help: Some(help.to_owned()),
    };
    let bytes = std::fs::read(path).map_err(|error| {
        fail(None, format!("cannot read the configuration: {error}"), "make it a file that can be read")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + memchr::memchr_iter(b'\n', before).count();
        fail(u32::try_from(line).ok(), "not valid UTF-8".to_owned(), "save it as UTF-8")
    })
}

/// The configuration for what lies in `folder`, an absolute path.
pub(super) fn find(folder: &Path, source: &ConfigSource) -> Result<Option<Found>, ConfigError> {
    let mut requires_python = None;
    match source {
        ConfigSource::None => Ok(None),
        ConfigSource::File(path) => {
            let text = read(path)?;
            let parsed = file::parse(path, &text)?;
            let requires_python = parsed.requires_python.map(|(text, line)| (path.clone(), text, line));
            let section = parsed.section.unwrap_or_default();
            Ok(Some(Found { path: path.clone(), section, requires_python }))
        }
        ConfigSource::Nearest | ConfigSource::NearestTo(_) => {
            let start = if let ConfigSource::NearestTo(start) = source { start } else { folder };
            for folder in start.ancestors() {
                for name in ["awaitwise.toml", "pyproject.toml"] {
                    let path = folder.join(name);
                    // A link that leads nowhere is there, too: somebody meant it to say something.
                    if path.symlink_metadata().is_err() {
                        continue;
                    }
                    let text = read(&path)?;
                    let parsed = file::parse(&path, &text)?;
                    if requires_python.is_none() {
                        requires_python =
                            parsed.requires_python.map(|(text, line)| (path.clone(), text, line));
                    }
                    if let Some(section) = parsed.section {
                        return Ok(Some(Found { path, section, requires_python }));
                    }
                }
            }
            Ok(requires_python.map(|requires| Found {
                path: requires.0.clone(),
                section: file::Section::default(),
                requires_python: Some(requires),
            }))
        }
    }
}

/// The configuration for a folder, `a/b` or empty, among texts in memory.
pub(super) fn find_in(texts: &[crate::text::Source], folder: &str) -> Result<Option<Found>, ConfigError> {
    let mut requires_python = None;
    let mut folder = Some(folder);
    while let Some(here) = folder {
        for name in ["awaitwise.toml", "pyproject.toml"] {
            let wanted = if here.is_empty() { name.to_owned() } else { format!("{here}/{name}") };
            for source in texts.iter().filter(|source| *source.path == *wanted) {
                let path = PathBuf::from(&*source.path);
                let parsed = file::parse(&path, &source.text)?;
                if requires_python.is_none() {
                    requires_python = parsed.requires_python.map(|(text, line)| (path.clone(), text, line));
                }
                if let Some(section) = parsed.section {
                    return Ok(Some(Found { path, section, requires_python }));
                }
            }
        }
        folder = (!here.is_empty()).then(|| here.rsplit_once('/').map_or("", |(parent, _)| parent));
    }
    Ok(requires_python.map(|requires| Found {
        path: requires.0.clone(),
        section: file::Section::default(),
        requires_python: Some(requires),
    }))
}
