//! The templates of one or more skills: what kinds there are, and their files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::TemplateError;
use super::manifest::{Manifest, OptionSpec, ParameterSpec, Part, parse_part};

/// Where a skill keeps its templates.
pub const ROOT: &str = "assets/templates/";

/// The templates of all skills that were added.
#[derive(Debug, Clone, Default)]
pub struct Catalog<'a> {
    skills: Vec<Skill<'a>>,
}

#[derive(Debug, Clone)]
struct Skill<'a> {
    name: String,
    /// Below [`ROOT`], by path.
    files: BTreeMap<String, Cow<'a, [u8]>>,
}

/// A kind as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindInfo {
    /// The name to ask for.
    pub kind: String,
    /// The skill that it comes from.
    pub skill: String,
    /// The template's version.
    pub version: String,
    /// One line on what it makes.
    pub summary: String,
    /// Python versions that can be asked for, oldest first.
    pub python: Vec<String>,
    /// The one taken when none is asked for.
    pub default_python: String,
    /// Options, sorted by name.
    pub options: Vec<OptionInfo>,
    /// Parameters of this template, sorted by name.
    pub parameters: Vec<ParameterInfo>,
}

/// An option as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OptionInfo {
    /// The name to ask for.
    pub name: String,
    /// One line on what it adds.
    pub summary: String,
    /// On unless `no-<name>` is given.
    pub default: bool,
    /// Options that it needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
    /// Options that it excludes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<String>,
}

/// A parameter as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParameterInfo {
    /// The name, given as `name=value`.
    pub name: String,
    /// One line on its meaning.
    pub summary: String,
    /// The value when none is given.
    pub default: String,
    /// The values allowed; empty for any single line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

/// A kind with everything that rendering needs.
#[derive(Debug)]
pub(super) struct Template<'a> {
    pub(super) manifest: Manifest,
    /// The shared parts and the kind's own, merged.
    pub(super) part: Part,
    /// Destination to source; a kind's own files win over shared ones.
    pub(super) files: BTreeMap<String, Source<'a>>,
    /// Texts that files may include, by name: what lies beside `files/`.
    pub(super) partials: BTreeMap<String, Source<'a>>,
}

/// One file of a template: where it is, and its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

impl<'a> Catalog<'a> {
    /// A catalog without templates.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the files of a skill, with paths relative to its folder. What is no template is ignored.
    pub fn add<P, B>(&mut self, skill: &str, files: impl IntoIterator<Item = (P, B)>)
    where
        P: AsRef<str>,
        B: Into<Cow<'a, [u8]>>,
    {
        let files = files
            .into_iter()
            .filter_map(|(path, bytes)| Some((path.as_ref().strip_prefix(ROOT)?.to_owned(), bytes.into())))
            .collect();
        self.skills.push(Skill { name: skill.to_owned(), files });
    }

    /// All kinds, sorted by name.
    pub(super) fn kinds(&self) -> Result<Vec<KindInfo>, TemplateError> {
        let mut kinds = Vec::new();
        for (skill, kind) in self.names() {
            kinds.push(load(skill, kind)?.info(&skill.name, self.shown(skill, kind)));
        }
        kinds.sort_by(|a, b| a.kind.cmp(&b.kind));
        Ok(kinds)
    }

    /// The template of a kind, with its shared parts merged in.
    pub(super) fn template(&self, kind: &str) -> Result<Template<'_>, TemplateError> {
        let (skill, kind) =
            self.names().find(|(skill, name)| self.shown(skill, name) == kind).ok_or_else(|| {
                let mut known: Vec<String> =
                    self.names().map(|(skill, name)| self.shown(skill, name)).collect();
                known.sort();
                TemplateError::UnknownKind { kind: super::names::shorten(kind), known }
            })?;
        load(skill, kind)
    }

    fn names(&self) -> impl Iterator<Item = (&Skill<'a>, &str)> {
        self.skills.iter().flat_map(|skill| {
            skill.files.keys().filter_map(move |path| {
                let kind = path.strip_suffix("/template.toml")?;
                (!kind.contains('/')).then_some((skill, kind))
            })
        })
    }

    /// The name of a kind: the first skill that has it owns the short form.
    fn shown(&self, skill: &Skill<'_>, kind: &str) -> String {
        let owner = self.names().find(|(_, name)| *name == kind).map(|(skill, _)| skill.name.as_str());
        if owner == Some(skill.name.as_str()) { kind.to_owned() } else { format!("{}/{kind}", skill.name) }
    }
}

/// The template of a skill's kind.
fn load<'s>(skill: &'s Skill<'_>, kind: &str) -> Result<Template<'s>, TemplateError> {
    let manifest_path = format!("{kind}/template.toml");
    let manifest = Manifest::parse(&format!("{ROOT}{manifest_path}"), kind, skill.text(&manifest_path)?)?;
    let mut part = Part::default();
    let mut files = BTreeMap::new();
    for name in &manifest.include {
        let path = format!("_shared/{name}/include.toml");
        if !skill.files.contains_key(&path) {
            let problem = format!("include `{name}`: there is no {ROOT}{path}");
            return Err(TemplateError::template(&format!("{ROOT}{manifest_path}"), problem));
        }
        part.merge(parse_part(&format!("{ROOT}{path}"), skill.text(&path)?)?);
        files.extend(skill.below(&format!("_shared/{name}/files/"))?);
    }
    part.merge(Part {
        dependencies: manifest.dependencies.clone(),
        dev_dependencies: manifest.dev_dependencies.clone(),
        next_steps: manifest.next_steps.clone(),
        checks: manifest.checks.clone(),
        values: manifest.values.clone(),
        options: manifest.options.clone(),
        parameters: manifest.parameters.clone(),
    });
    for option in &manifest.without_options {
        // The files of an option that a kind does without go as well.
        for path in part.options.remove(option).map(|spec| spec.files).unwrap_or_default() {
            files.remove(&path);
        }
        part.values.insert(option.clone(), toml::Value::Boolean(false));
    }
    files.extend(skill.below(&format!("{kind}/files/"))?);
    let mut partials = skill.below(&format!("{kind}/"))?;
    partials.retain(|path, _| !path.starts_with("files/") && path != "template.toml");
    Ok(Template { manifest, part, files, partials })
}

impl Skill<'_> {
    fn text(&self, path: &str) -> Result<&str, TemplateError> {
        let bytes = self.files.get(path).map(Cow::as_ref).unwrap_or_default();
        str::from_utf8(bytes)
            .map_err(|_| TemplateError::template(&format!("{ROOT}{path}"), "it is not UTF-8"))
    }

    /// The files below a folder, by destination: `dot-` at the start of a name stands for a dot.
    fn below(&self, folder: &str) -> Result<BTreeMap<String, Source<'_>>, TemplateError> {
        let mut found = BTreeMap::new();
        for path in self.files.keys().filter(|path| path.starts_with(folder)) {
            let dest: Vec<String> = path[folder.len()..]
                .split('/')
                .map(|part| {
                    part.strip_prefix("dot-").map_or_else(|| part.to_owned(), |rest| format!(".{rest}"))
                })
                .collect();
            found.insert(dest.join("/"), Source { path, text: self.text(path)? });
        }
        Ok(found)
    }
}

impl Part {
    /// Adds what another part brings; its values and options win.
    fn merge(&mut self, other: Self) {
        self.dependencies.extend(other.dependencies);
        self.dev_dependencies.extend(other.dev_dependencies);
        self.next_steps.extend(other.next_steps);
        self.checks.extend(other.checks);
        self.values.extend(other.values);
        self.options.extend(other.options);
        self.parameters.extend(other.parameters);
    }
}

impl Template<'_> {
    /// The Python version that a project gets when none is asked for.
    pub(super) fn default_python(&self) -> &str {
        let python = &self.manifest.python;
        self.manifest
            .default_python
            .as_deref()
            .or_else(|| python.iter().map(String::as_str).find(|version| *version == "3.12"))
            .unwrap_or(&python[0])
    }

    fn info(&self, skill: &str, kind: String) -> KindInfo {
        KindInfo {
            kind,
            skill: skill.to_owned(),
            version: self.manifest.version.clone(),
            summary: self.manifest.summary.clone(),
            python: self.manifest.python.clone(),
            default_python: self.default_python().to_owned(),
            options: self.part.options.iter().map(|(name, spec)| option_info(name, spec)).collect(),
            parameters: self.part.parameters.iter().map(|(name, spec)| parameter_info(name, spec)).collect(),
        }
    }
}

fn option_info(name: &str, spec: &OptionSpec) -> OptionInfo {
    OptionInfo {
        name: name.to_owned(),
        summary: spec.summary.clone(),
        default: spec.default,
        requires: spec.requires.clone(),
        conflicts: spec.conflicts.clone(),
    }
}

fn parameter_info(name: &str, spec: &ParameterSpec) -> ParameterInfo {
    ParameterInfo {
        name: name.to_owned(),
        summary: spec.summary.clone(),
        default: spec.default.clone(),
        choices: spec.choices.clone(),
    }
}
