//! `awaitwise new` and `awaitwise update`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::json;

use super::ask;
use super::exit::{Exit, Failure};
use super::skill::catalog;
use super::values::TextOrJson;
use crate::skill;
use crate::template::{self, Catalog, ChangeKind, KindInfo, Project, Request, TemplateError, WriteReport};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  awaitwise new --list
  awaitwise new --interactive
  awaitwise new aiohttp-service orders --dest orders
  awaitwise new aiohttp-service orders --dest orders --python 3.12 --option docker --option no-ci
  awaitwise new aiohttp-service orders --dry-run --format json")]
pub(super) struct Args {
    /// What to make
    #[arg(required_unless_present_any = ["list", "interactive"])]
    kind: Option<String>,
    /// What to call it
    #[arg(required_unless_present_any = ["list", "interactive"])]
    name: Option<String>,
    /// List the kinds with their options
    #[arg(long, conflicts_with_all = ["kind", "name", "dry_run"])]
    list: bool,
    /// Ask on the terminal for what is not given
    #[arg(long, short, conflicts_with = "list")]
    interactive: bool,
    /// Folder to write to [default: the name]
    #[arg(long, value_name = "DIR")]
    dest: Option<PathBuf>,
    /// Oldest Python to support
    #[arg(long, value_name = "VERSION")]
    python: Option<String>,
    /// Option to turn on, `no-OPTION` to turn off, or `PARAMETER=VALUE`; may be repeated
    #[arg(long = "option", value_name = "OPTION", value_delimiter = ',')]
    options: Vec<String>,
    /// One line on what the project does
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// The author's name
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// An SPDX identifier
    #[arg(long, value_name = "LICENSE")]
    license: Option<String>,
    /// What to do with files that exist
    #[arg(long, value_name = "WHAT", default_value = "error")]
    conflict: Conflict,
    /// Show what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Also look for templates in this skill, or folder of skills; may be repeated
    #[arg(long = "skills", value_name = "DIR")]
    skills: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Conflict {
    /// Write nothing
    Error,
    /// Keep them, and write the others
    Skip,
    /// Replace them
    Overwrite,
}

impl From<Conflict> for template::Conflict {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::Error => Self::Error,
            Conflict::Skip => Self::Skip,
            Conflict::Overwrite => Self::Overwrite,
        }
    }
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  awaitwise update --dry-run      what would change in the project here?
  awaitwise update orders")]
pub(super) struct UpdateArgs {
    /// Folder of a generated project
    #[arg(value_name = "DIR", default_value = ".")]
    dest: PathBuf,
    /// Show what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Also look for templates in this skill, or folder of skills; may be repeated
    #[arg(long = "skills", value_name = "DIR")]
    skills: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

/// The templates of all skills.
fn templates(skills: &skill::Catalog) -> Catalog<'_> {
    let mut catalog = Catalog::new();
    for skill in skills.skills() {
        let files = skill.files.iter().filter(|file| file.path.starts_with(template::ROOT));
        catalog.add(&skill.name, files.map(|file| (&file.path, file.bytes())));
    }
    catalog
}

/// Says that something else happened, too.
fn note(dest: &Path, restored: bool) {
    if restored {
        // Nobody may be listening.
        let _ = writeln!(
            anstream::stderr(),
            "note: first put back what a writer that was killed had left half done in {}",
            dest.display()
        );
    }
}

fn told(error: &TemplateError) -> anyhow::Error {
    let help = match error {
        TemplateError::Exists { .. } => {
            "choose another folder with --dest, or use --conflict skip, which keeps these files, or --conflict overwrite, which \
             replaces them"
                .to_owned()
        }
        _ => error.help(),
    };
    Failure::error(error.to_string(), Some(help))
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    let skills = catalog(&args.skills)?;
    let catalog = templates(&skills);
    let mut out = anstream::stdout().lock();
    if args.list {
        let kinds = template::kinds(&catalog).map_err(|error| told(&error))?;
        return list(&kinds, args.format, &mut out);
    }
    let conflict = args.conflict.into();
    let request = Request {
        kind: args.kind.unwrap_or_default(),
        name: args.name.unwrap_or_default(),
        python: args.python,
        options: args.options,
        description: args.description,
        author: args.author,
        license: args.license,
    };
    let (request, dest) = if args.interactive {
        ask::project(&catalog, request, args.dest, conflict)?
    } else {
        let dest = args.dest.unwrap_or_else(|| PathBuf::from(&request.name));
        (request, dest)
    };
    let project = template::render(&catalog, &request).map_err(|error| told(&error))?;
    let written = if args.dry_run {
        None
    } else {
        Some(template::write(&project, &dest, conflict).map_err(|error| told(&error))?)
    };
    note(&dest, written.as_ref().is_some_and(|report| report.restored));
    match args.format {
        TextOrJson::Json => {
            let mut answer = serde_json::to_value(&project)?;
            answer["dry_run"] = json!(args.dry_run);
            answer["report"] = json!(written);
            serde_json::to_writer_pretty(&mut out, &answer)?;
            writeln!(out)?;
        }
        TextOrJson::Text => show(&project, &dest, written.as_ref(), &mut out)?,
    }
    Ok(Exit::Clean)
}

fn list(kinds: &[KindInfo], format: TextOrJson, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match format {
        TextOrJson::Json => {
            serde_json::to_writer_pretty(&mut *out, kinds)?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            for kind in kinds {
                writeln!(out, "{}  {}", kind.kind, kind.summary)?;
                let versions = kind.python.join(", ");
                writeln!(out, "    Python {versions} (default {})", kind.default_python)?;
                let width = kind.options.iter().map(|option| option.name.len()).max().unwrap_or_default();
                for option in &kind.options {
                    let on = if option.default { " (on)" } else { "" };
                    writeln!(out, "    {:width$}  {}{on}", option.name, option.summary)?;
                }
                for parameter in &kind.parameters {
                    writeln!(out, "    {}={}  {}", parameter.name, parameter.default, parameter.summary)?;
                }
            }
        }
    }
    Ok(Exit::Clean)
}

fn show(
    project: &Project,
    dest: &Path,
    written: Option<&WriteReport>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    for file in project.files.iter().filter(|file| !file.internal) {
        let kept = written.is_some_and(|report| report.skipped.contains(&file.path));
        let mark = if kept { "  (kept)" } else { "" };
        writeln!(out, "{:>7}  {}{mark}", file.size, dest.join(&file.path).display())?;
    }
    if written.is_none() {
        writeln!(out, "\nnothing is written: --dry-run")?;
        return Ok(());
    }
    writeln!(out, "\nNext, in {}:", dest.display())?;
    for step in &project.next_steps {
        writeln!(out, "  {step}")?;
    }
    Ok(())
}

pub(super) fn update(args: &UpdateArgs) -> anyhow::Result<Exit> {
    let skills = catalog(&args.skills)?;
    let catalog = templates(&skills);
    let update = if args.dry_run {
        template::plan_update(&catalog, &args.dest)
    } else {
        template::update(&catalog, &args.dest)
    };
    let update = update.map_err(|error| told(&error))?;
    note(&args.dest, update.restored);
    let mut out = anstream::stdout().lock();
    match args.format {
        TextOrJson::Json => {
            serde_json::to_writer_pretty(&mut out, &update)?;
            writeln!(out)?;
        }
        TextOrJson::Text if update.changes.is_empty() => {
            writeln!(out, "{} {} is up to date", update.kind, update.to)?;
        }
        TextOrJson::Text => {
            for change in &update.changes {
                let what = match change.change {
                    ChangeKind::Added => "added",
                    ChangeKind::Updated => "updated",
                    ChangeKind::Merged => "merged",
                    ChangeKind::Conflict => "conflict",
                    ChangeKind::Removed => "removed",
                    ChangeKind::Kept => "kept",
                    ChangeKind::Deleted => "stays deleted",
                };
                writeln!(out, "{what:>13}  {}", change.path)?;
            }
            writeln!(out, "{}: {} to {}", update.kind, update.from, update.to)?;
        }
    }
    Ok(if update.conflicts > 0 { Exit::Findings } else { Exit::Clean })
}
