//! Takes a generated project to the template's current version, and keeps what was edited since.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::answers::{ANSWERS, Answers, BASE, base};
use super::interrupt::Writing;
use super::journal::{Pending, Step, half_changed};
use super::manifest::release;
use super::merge::{is_unresolved, merge};
use super::project::{File, Project, Request, sha256};
use super::write::check_inside;
use super::{Catalog, TemplateError, render};

/// The result of an update, or of planning one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Update {
    /// The project's folder.
    pub dest: PathBuf,
    /// The kind.
    pub kind: String,
    /// The template's version that the project had.
    pub from: String,
    /// The template's version that it has now.
    pub to: String,
    /// What changed, sorted by path; empty when the project was up to date.
    pub changes: Vec<Change>,
    /// How many files have conflict markers.
    pub conflicts: usize,
    /// Whether something was put back first that a killed writer had left half done.
    pub restored: bool,
}

/// One file of an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Relative, with `/`.
    pub path: String,
    /// What happened to it.
    pub change: ChangeKind,
}

/// What an update did to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// New in the template.
    Added,
    /// Replaced; it had not been edited.
    Updated,
    /// Both sides had changed it, in different places.
    Merged,
    /// Both sides had changed the same lines; conflict markers show both.
    Conflict,
    /// Gone from the template, and not edited: removed.
    Removed,
    /// Gone from the template, but edited: kept.
    Kept,
    /// Changed in the template, but deleted by its owner: stays deleted.
    Deleted,
}

/// A plan with the contents to write.
struct Plan {
    update: Update,
    write: Vec<File>,
    remove: Vec<String>,
}

/// Says what [`update`] would do, and changes nothing.
pub fn plan_update(catalog: &Catalog<'_>, dest: &Path) -> Result<Update, TemplateError> {
    if half_changed(dest) {
        return Err(TemplateError::NotUpdatable {
            dest: dest.to_owned(),
            problem: "a writer was killed in the middle and left it half changed".to_owned(),
            help: "update it without --dry-run: that puts everything back first".to_owned(),
        });
    }
    Ok(plan(catalog, dest)?.update)
}

/// Updates the project in the folder `dest`: completely, or not at all. Conflicts are written with markers and counted.
pub fn update(catalog: &Catalog<'_>, dest: &Path) -> Result<Update, TemplateError> {
    let _writing = Writing::begin();
    if !half_changed(dest) {
        read(dest, ANSWERS)?;
    }
    // From here on nobody else changes the project, and what a killed writer left has been put back.
    let pending = Pending::lock(dest)?;
    let mut plan = plan(catalog, dest)?;
    plan.update.restored = pending.restored;
    let steps: Vec<Step<'_>> =
        plan.write.iter().map(Step::write).chain(plan.remove.iter().map(|path| Step::remove(path))).collect();
    if !steps.is_empty() {
        pending.apply(&steps)?;
    }
    Ok(plan.update)
}

fn plan(catalog: &Catalog<'_>, dest: &Path) -> Result<Plan, TemplateError> {
    let fail = |problem: String, help: &str| TemplateError::NotUpdatable {
        dest: dest.to_owned(),
        problem,
        help: help.to_owned(),
    };
    let record = read(dest, ANSWERS)?;
    let answers = Answers::parse(&record)
        .map_err(|problem| fail(problem, "restore the file from the project's history"))?;
    let asked = answers.request();
    let unusable = |error: TemplateError| match &error {
        TemplateError::UnknownKind { .. } => fail(
            format!("its record {ANSWERS} names an {error}"),
            &format!(
                "name the skill that has it with --skills, or restore the file from the project's history; {}",
                error.help()
            ),
        ),
        TemplateError::BadValue { .. }
        | TemplateError::UnknownOption { .. }
        | TemplateError::Incompatible { .. } => fail(
            format!("its record {ANSWERS} asks for what cannot be made: {error}"),
            &format!("restore the file from the project's history; {}", error.help()),
        ),
        _ => error,
    };
    let current = catalog.template(&asked.kind).map_err(unusable)?.manifest.version.clone();
    // Between versions an option may have gone; in one and the same it was never there.
    let request = if answers.version == current { asked } else { known(catalog, asked)? };
    let project = render(catalog, &request).map_err(unusable)?;
    if release(&answers.version) > release(&project.version) {
        let problem = format!("its template version {} is newer than {}", answers.version, project.version);
        return Err(fail(problem, "install the awaitwise that generated it, or a newer one"));
    }
    let base = base(&read(dest, BASE).unwrap_or_default(), &answers);
    let generated: BTreeMap<&str, &File> =
        project.files.iter().filter(|file| !file.internal).map(|file| (file.path.as_str(), file)).collect();
    let paths: BTreeSet<&str> =
        answers.files.keys().map(String::as_str).chain(generated.keys().copied()).collect();
    let mut plan = Plan::new(dest, &answers, &project);
    for path in paths {
        check_inside(dest, path)?;
        let ours = disk(dest, path)?;
        if ours.as_deref().is_some_and(is_unresolved) {
            return Err(fail(
                format!("`{path}` has conflicts of an earlier update"),
                "resolve them, then try again",
            ));
        }
        let digest = answers.files.get(path).map(String::as_str);
        plan.decide(
            path,
            digest,
            base.get(path).map(String::as_str),
            ours.as_deref(),
            generated.get(path).copied(),
        );
    }
    let stale = project.files.iter().filter(|file| file.internal);
    for file in stale {
        if disk(dest, &file.path)?.is_none_or(|text| text != file.text) {
            plan.write.push(file.clone());
        }
    }
    Ok(plan)
}

impl Plan {
    fn new(dest: &Path, answers: &Answers, project: &Project) -> Self {
        let update = Update {
            dest: dest.to_owned(),
            kind: answers.kind.clone(),
            from: answers.version.clone(),
            to: project.version.clone(),
            changes: Vec::new(),
            conflicts: 0,
            restored: false,
        };
        Self { update, write: Vec::new(), remove: Vec::new() }
    }

    /// Decides on one file: its digest and text when it was generated, on the disk, and in the new version.
    fn decide(
        &mut self,
        path: &str,
        digest: Option<&str>,
        base: Option<&str>,
        ours: Option<&str>,
        theirs: Option<&File>,
    ) {
        let edited =
            ours.is_some_and(|text| digest != Some(sha256(text.replace("\r\n", "\n").as_bytes()).as_str()));
        let change = match (ours, theirs) {
            (None, None) => return,
            (_, Some(new)) if digest == Some(new.sha256.as_str()) => return,
            (Some(text), Some(new)) if text.replace("\r\n", "\n") == new.text => return,
            (None, Some(_)) if digest.is_some() => ChangeKind::Deleted,
            (None, Some(new)) => {
                self.write.push(new.clone());
                ChangeKind::Added
            }
            (Some(_), None) if edited => ChangeKind::Kept,
            (Some(_), None) => {
                self.remove.push(path.to_owned());
                ChangeKind::Removed
            }
            (Some(text), Some(new)) => {
                // A merge with the text as it was generated: where nothing was edited, that is the new text.
                let base =
                    if edited { base.unwrap_or_default().to_owned() } else { text.replace("\r\n", "\n") };
                let merged = merge(&base, text, &new.text);
                self.write.push(File::new(path.to_owned(), merged.text));
                match (merged.conflicts, edited) {
                    (0, false) => ChangeKind::Updated,
                    (0, true) => ChangeKind::Merged,
                    _ => {
                        self.update.conflicts += 1;
                        ChangeKind::Conflict
                    }
                }
            }
        };
        self.update.changes.push(Change { path: path.to_owned(), change });
    }
}

/// Leaves out options that a newer template no longer has.
fn known(catalog: &Catalog<'_>, mut request: Request) -> Result<Request, TemplateError> {
    let template = catalog.template(&request.kind)?;
    request.options.retain(|option| match option.split_once('=') {
        Some((name, _)) => template.part.parameters.contains_key(name),
        None => {
            template.part.options.contains_key(option.strip_prefix("no-").unwrap_or(option))
                || template.part.options.contains_key(option)
        }
    });
    Ok(request)
}

fn read(dest: &Path, path: &str) -> Result<String, TemplateError> {
    fs::read_to_string(dest.join(path)).map_err(|error| TemplateError::NotUpdatable {
        dest: dest.to_owned(),
        problem: format!("its record {path} is not readable: {error}"),
        help: "give the folder of a project that awaitwise generated, or restore the file from the project's history".to_owned(),
    })
}

/// A file's text, if the file exists.
fn disk(dest: &Path, path: &str) -> Result<Option<String>, TemplateError> {
    let full = dest.join(path);
    match fs::read_to_string(&full) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(TemplateError::NotUpdatable {
            dest: dest.to_owned(),
            problem: format!("`{path}` is not UTF-8"),
            help: "convert the file to UTF-8, then try again".to_owned(),
        }),
        Err(error) => Err(TemplateError::io("cannot read", &full)(error)),
    }
}
