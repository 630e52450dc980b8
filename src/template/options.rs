//! Which options are on, and what the parameters are: decided from what was asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::TemplateError;
use super::catalog::Template;
use super::manifest::version;
use super::names::{line, shorten};

/// Longest value of a template's own parameter.
const LONGEST_VALUE: usize = 200;

/// Options and parameters of one project.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) on: BTreeSet<String>,
    pub(super) parameters: BTreeMap<String, String>,
}

/// Reads `docker`, `no-docker` and `name=value`; later ones win.
pub(super) fn choose(
    template: &Template<'_>,
    asked: &[String],
    python: &str,
) -> Result<Choice, TemplateError> {
    let specs = &template.part.options;
    let mut on: BTreeSet<String> =
        specs.iter().filter(|(_, spec)| spec.default).map(|(name, _)| name.clone()).collect();
    let mut asked_for = BTreeSet::new();
    let mut parameters: BTreeMap<String, String> =
        template.part.parameters.iter().map(|(name, spec)| (name.clone(), spec.default.clone())).collect();
    let unknown = |option: &str| {
        let known =
            specs.keys().cloned().chain(template.part.parameters.keys().map(|name| format!("{name}=")));
        TemplateError::UnknownOption {
            kind: template.manifest.kind.clone(),
            option: shorten(option),
            known: known.collect(),
        }
    };
    for option in asked {
        if let Some((name, value)) = option.split_once('=') {
            let spec = template.part.parameters.get(name).ok_or_else(|| unknown(option))?;
            line("parameter", value, LONGEST_VALUE)?;
            if !spec.choices.is_empty() && !spec.choices.iter().any(|choice| choice == value) {
                return Err(TemplateError::BadValue {
                    what: "parameter",
                    value: shorten(option),
                    problem: "is not one of the values allowed".to_owned(),
                    help: format!("`{name}` can be {}", spec.choices.join(", ")),
                });
            }
            parameters.insert(name.to_owned(), value.to_owned());
        } else if specs.contains_key(option) {
            on.insert(option.clone());
            asked_for.insert(option.clone());
        } else if let Some(name) = option.strip_prefix("no-").filter(|name| specs.contains_key(*name)) {
            on.remove(name);
            asked_for.remove(name);
        } else {
            return Err(unknown(option));
        }
    }
    // An option that is on by default gives way where its needs are switched off; one that was asked for does not.
    loop {
        let before = on.len();
        let current = on.clone();
        on.retain(|name| {
            asked_for.contains(name) || specs[name].requires.iter().all(|other| current.contains(other))
        });
        if on.len() == before {
            break;
        }
    }
    check(template, &on, python)?;
    Ok(Choice { on, parameters })
}

fn check(template: &Template<'_>, on: &BTreeSet<String>, python: &str) -> Result<(), TemplateError> {
    for name in on {
        let spec = &template.part.options[name];
        let error = |problem: String, help: String| {
            Err(TemplateError::Incompatible { option: name.clone(), problem, help })
        };
        if let Some(other) = spec.requires.iter().find(|other| !on.contains(*other)) {
            return error(format!("needs `{other}`"), format!("add `{other}`, or leave out `{name}`"));
        }
        if let Some(other) = spec.conflicts.iter().find(|other| on.contains(*other)) {
            return error(
                format!("does not go together with `{other}`"),
                format!("use `no-{other}` or `no-{name}`"),
            );
        }
        if let Some(least) = spec.python.as_deref().filter(|least| version(least) > version(python)) {
            return error(
                format!("needs Python {least}"),
                format!("ask for Python {least}, or use `no-{name}`"),
            );
        }
    }
    Ok(())
}
