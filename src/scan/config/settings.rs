//! Values of a scan with their origins, ready for use.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::file::{Blocking, ConfigFile};
use super::{ConfigError, Found};
use crate::finding::Severity;
use crate::rules::Rule;
use crate::scan::Options;
use crate::scan::select::{self, Selection, UnknownRule};
use crate::semantic::Extensions;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// A line of a file.
    File(PathBuf, u32),
    /// The command line, or the arguments of a tool call.
    Caller,
}

/// A value to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The key, as in the file.
    pub key: &'static str,
    /// The value.
    pub value: serde_json::Value,
    /// Where it comes from.
    pub origin: Origin,
}

/// What holds for a part of a scan.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The rules that run.
    pub selection: Selection,
    /// Findings below it are dropped; `None`: warnings and errors, and everything of rules that were named.
    pub min_severity: Option<Severity>,
    /// What is added to the catalogue.
    pub extensions: Extensions,
    /// The oldest Python that the code must run on, when somebody says so.
    pub target_version: Option<(u8, u8)>,
    /// Globs of what is left out.
    pub(in crate::scan) exclude: Vec<String>,
    /// Folder of the configuration file: globs are relative to it.
    pub(in crate::scan) folder: Option<PathBuf>,
    severity: Vec<(&'static Rule, Severity)>,
    per_file_ignores: Vec<(GlobSet, Vec<&'static Rule>)>,
    values: Vec<Value>,
}

impl Settings {
    /// What the caller says above what the file says.
    pub(in crate::scan) fn new(options: &Options, found: Option<&Found>) -> Result<Self, SettingsError> {
        let empty = ConfigFile::default();
        let file = found.map_or(&empty, |found| &found.section.file);
        let at = |key: &str| found.and_then(|found| found.section.lines.get(key).copied());
        let origin = |key: &str| match (found, at(key)) {
            (Some(found), Some(line)) => Origin::File(found.path.clone(), line),
            _ => Origin::Default,
        };
        let in_file = |(key, word): (&str, &str), message: String, help: Option<String>| {
            let path = found.map(|found| found.path.clone()).unwrap_or_default();
            SettingsError::Config(ConfigError {
                path,
                line: found.and_then(|found| found.section.line(key, word)),
                message,
                help,
            })
        };
        let unknown_in = |key: &'static str| {
            move |error: UnknownRule| in_file((key, &error.word), error.to_string(), help_for(&error))
        };

        // Words of the file are checked by themselves, so that an error names the file.
        let file_select = file.select.clone().unwrap_or_default();
        let (functions, file_ignore): (Vec<String>, Vec<String>) =
            file.ignore.clone().unwrap_or_default().into_iter().partition(|word| word.contains(['.', '*']));
        Selection::new(file_select.iter().map(String::as_str), []).map_err(unknown_in("select"))?;
        Selection::new([], file_ignore.iter().map(String::as_str)).map_err(unknown_in("ignore"))?;
        let select = if options.select.is_empty() { &file_select } else { &options.select };
        let ignore: Vec<&str> = file_ignore.iter().chain(&options.ignore).map(String::as_str).collect();
        let selection = Selection::new(select.iter().map(String::as_str), ignore.iter().copied())
            .map_err(SettingsError::UnknownRule)?;

        let mut severity = Vec::new();
        for (word, level) in file.severity.iter().flatten() {
            let choice = select::choose(word).map_err(unknown_in("severity"))?;
            severity.extend(choice.rules.into_iter().map(|rule| (rule, *level, choice.exact)));
        }
        // A rule outweighs its category.
        severity.sort_by_key(|(_, _, exact)| !*exact);
        let severity = severity.into_iter().map(|(rule, level, _)| (rule, level)).collect();

        let mut per_file_ignores = Vec::new();
        for (pattern, words) in file.per_file_ignores.iter().flatten() {
            let set = globs([pattern.as_str()]);
            let set = set.map_err(|error| in_file(("per-file-ignores", pattern), error.to_string(), None))?;
            let mut rules = Vec::new();
            for word in words {
                rules.extend(select::choose(word).map_err(unknown_in("per-file-ignores"))?.rules);
            }
            per_file_ignores.push((set, rules));
        }
        let file_exclude = file.exclude.clone().unwrap_or_default();
        for pattern in &file_exclude {
            globs([pattern.as_str()])
                .map_err(|error| in_file(("exclude", pattern), error.to_string(), None))?;
        }
        globs(options.exclude.iter().map(String::as_str))
            .map_err(|error| SettingsError::Glob(error.to_string()))?;
        let exclude: Vec<String> = file_exclude.iter().chain(&options.exclude).cloned().collect();

        let (target_version, target_origin) = target(options, found, &in_file, &origin)?;
        let extensions = Extensions {
            blocking: blocking(file.blocking.as_ref()),
            offload: file.offload.clone().unwrap_or_default(),
            ignore: functions.clone(),
        };
        let min_severity = options.min_severity.or(file.min_severity);
        let by_caller = |given: bool, key: &str| if given { Origin::Caller } else { origin(key) };
        let named: Vec<&str> = selection.rules().iter().map(|rule| rule.id.name).collect();
        let all_ignored: Vec<&str> = ignore.into_iter().chain(functions.iter().map(String::as_str)).collect();
        let value = |key, value, origin| Value { key, value, origin };
        let json = serde_json::Value::from;
        let version = target_version.map(|(major, minor)| format!("{major}.{minor}"));
        let values = vec![
            value("select", serde_json::json!(select), by_caller(!options.select.is_empty(), "select")),
            value("ignore", serde_json::json!(all_ignored), by_caller(!options.ignore.is_empty(), "ignore")),
            value("rules", serde_json::json!(named), by_caller(!options.select.is_empty(), "select")),
            value(
                "min-severity",
                min_severity.map_or(serde_json::Value::Null, |severity| json(severity.name())),
                by_caller(options.min_severity.is_some(), "min-severity"),
            ),
            value(
                "severity",
                serde_json::json!(file.severity.clone().unwrap_or_default()),
                origin("severity"),
            ),
            value(
                "per-file-ignores",
                serde_json::json!(file.per_file_ignores.clone().unwrap_or_default()),
                origin("per-file-ignores"),
            ),
            value("exclude", serde_json::json!(exclude), by_caller(!options.exclude.is_empty(), "exclude")),
            value("target-version", serde_json::json!(version), target_origin),
            value("blocking", serde_json::json!(extensions.blocking), origin("blocking")),
            value("offload", serde_json::json!(extensions.offload), origin("offload")),
        ];
        let folder = found.and_then(|found| found.path.parent()).map(Path::to_path_buf);
        Ok(Self {
            selection,
            min_severity,
            extensions,
            target_version,
            exclude,
            folder,
            severity,
            per_file_ignores,
            values,
        })
    }

    /// Every value with its origin, in the order of the file's keys.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    pub(in crate::scan) fn severity_of(&self, rule: &Rule) -> Option<Severity> {
        self.severity.iter().find(|(known, _)| *known == rule).map(|(_, severity)| *severity)
    }

    pub(in crate::scan) fn has_per_file_ignores(&self) -> bool {
        !self.per_file_ignores.is_empty()
    }

    /// Whether the rule is left out in the file at `path`, which is relative to the configuration's folder.
    pub(in crate::scan) fn is_ignored_in(&self, rule: &'static Rule, path: &str) -> bool {
        self.per_file_ignores.iter().any(|(globs, rules)| rules.contains(&rule) && globs.is_match(path))
    }
}

/// Why settings cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scan) enum SettingsError {
    Config(ConfigError),
    UnknownRule(UnknownRule),
    Glob(String),
    Version(String),
}

/// What to do about a word that names no rule.
pub(in crate::scan) fn help_for(error: &UnknownRule) -> Option<String> {
    (!error.near.is_empty()).then(|| format!("did you mean {}?", error.near.join(" or ")))
}

/// Globs as people write them: a name without a slash matches at any depth, a folder stands for what is in it.
pub(in crate::scan) fn globs<'a>(
    patterns: impl IntoIterator<Item = &'a str>,
) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        // A variable without a value excludes nothing, not everything.
        if pattern.is_empty() {
            continue;
        }
        let anchored = pattern.strip_prefix('/').unwrap_or(pattern);
        let floating = !pattern.contains('/');
        for pattern in [anchored.to_owned(), format!("{anchored}/**")] {
            set.add(Glob::new(&pattern)?);
            if floating {
                set.add(Glob::new(&format!("**/{pattern}"))?);
            }
        }
    }
    set.build()
}

fn blocking(given: Option<&Blocking>) -> Vec<(String, Option<String>)> {
    match given {
        None => Vec::new(),
        Some(Blocking::Names(names)) => names.iter().map(|name| (name.clone(), None)).collect(),
        Some(Blocking::Replacements(table)) => {
            let entry = |(name, text): (&String, &String)| {
                (name.clone(), Some(text.clone()).filter(|text| !text.is_empty()))
            };
            table.iter().map(entry).collect()
        }
    }
}

/// An error at a key and a word within its value, with what to do.
type InFile<'f> = dyn Fn((&str, &str), String, Option<String>) -> SettingsError + 'f;

fn target(
    options: &Options,
    found: Option<&Found>,
    in_file: &InFile<'_>,
    origin: &dyn Fn(&str) -> Origin,
) -> Result<(Option<(u8, u8)>, Origin), SettingsError> {
    const HELP: &str = "write it as 3.11";
    if let Some(given) = &options.target_version {
        let version = version(given).ok_or_else(|| SettingsError::Version(given.clone()))?;
        return Ok((Some(version), Origin::Caller));
    }
    if let Some(given) = found.and_then(|found| found.section.file.target_version.as_ref()) {
        let message = format!("not a Python version: {given}");
        let version = version(given)
            .ok_or_else(|| in_file(("target-version", given), message, Some(HELP.to_owned())))?;
        return Ok((Some(version), origin("target-version")));
    }
    let required = found.and_then(|found| found.requires_python.as_ref());
    let lowest = required.and_then(|(path, text, line)| {
        let bounds = text.split(',').map(str::trim).filter_map(|part| {
            version(part.strip_prefix(">=").or(part.strip_prefix("~=")).or(part.strip_prefix("=="))?.trim())
        });
        Some((bounds.max()?, Origin::File(path.clone(), *line)))
    });
    Ok(lowest.map_or((None, Origin::Default), |(version, origin)| (Some(version), origin)))
}

/// `3.11`, `3.11.4`, `3.11.*` or `py311`.
fn version(text: &str) -> Option<(u8, u8)> {
    if let Some(digits) = text.strip_prefix("py") {
        let (major, minor) = digits.split_at_checked(1)?;
        return Some((major.parse().ok()?, minor.parse().ok()?));
    }
    let mut parts = text.split('.');
    let version = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.all(|part| part == "*" || part.chars().all(|c| c.is_ascii_digit())).then_some(version)
}
