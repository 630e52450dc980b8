//! `awaitwise skill`: the skills that are served, and their files.

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::values::TextOrJson;
use crate::skill::{Catalog, Skill, near, validate};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  awaitwise skill list
  awaitwise skill list python-async-patterns          its files
  awaitwise skill read python-async-patterns          its SKILL.md
  awaitwise skill read python-async-patterns references/performance.md
  awaitwise skill check ./my-skill                    what is wrong with a skill on disk?")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
    /// Also look in this skill, or folder of skills; may be repeated
    #[arg(long = "skills", value_name = "DIR", global = true)]
    skills: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List skills, or the files of one
    List {
        /// Name of a skill
        skill: Option<String>,
        /// How to write the answer
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
    /// Write a file of a skill to standard output, byte for byte
    Read {
        /// Name of a skill
        skill: String,
        /// Path within the skill
        #[arg(default_value = "SKILL.md")]
        path: String,
    },
    /// Check a skill on disk
    Check {
        /// The skill, or a folder of skills
        folder: PathBuf,
    },
}

#[derive(Serialize)]
struct SkillRow<'a> {
    name: &'a str,
    description: &'a str,
    uri: String,
    files: usize,
}

#[derive(Serialize)]
struct FileRow<'a> {
    path: &'a str,
    mime: &'a str,
    size: u64,
    digest: String,
}

/// The embedded skills and those in `folders`.
pub(super) fn catalog(folders: &[PathBuf]) -> anyhow::Result<Catalog> {
    let mut catalog = Catalog::embedded();
    for folder in folders {
        catalog = catalog.with_folder(folder).map_err(|error| {
            let help = "give a folder that holds SKILL.md, or folders with one".to_owned();
            Failure::error(error.to_string(), Some(help))
        })?;
    }
    Ok(catalog)
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut out = anstream::stdout().lock();
    match &args.command {
        Command::List { skill: None, format } => {
            let catalog = catalog(&args.skills)?;
            for problem in catalog.faults() {
                writeln!(anstream::stderr(), "warning: {problem}")?;
            }
            let rows = catalog.skills().iter().map(|skill| SkillRow {
                name: &skill.name,
                description: &skill.frontmatter.description,
                uri: skill.uri("SKILL.md"),
                files: skill.files.len(),
            });
            let rows: Vec<SkillRow<'_>> = rows.collect();
            match format {
                TextOrJson::Json => serde_json::to_writer_pretty(&mut out, &rows)?,
                TextOrJson::Text => {
                    for row in &rows {
                        writeln!(out, "{}\n  {}", row.name, row.description)?;
                    }
                    return Ok(Exit::Clean);
                }
            }
            writeln!(out)?;
        }
        Command::List { skill: Some(name), format } => {
            let catalog = catalog(&args.skills)?;
            let files = find(&catalog, name)?.files.iter().map(|file| FileRow {
                path: &file.path,
                mime: file.mime,
                size: file.size,
                digest: file.digest_text(),
            });
            let files: Vec<FileRow<'_>> = files.collect();
            match format {
                TextOrJson::Json => {
                    serde_json::to_writer_pretty(&mut out, &files)?;
                    writeln!(out)?;
                }
                TextOrJson::Text => {
                    for file in &files {
                        writeln!(out, "{:>8}  {}", file.size, file.path)?;
                    }
                }
            }
        }
        Command::Read { skill, path } => {
            let catalog = catalog(&args.skills)?;
            let skill = find(&catalog, skill)?;
            let file = skill.read(path).map_err(|error| Failure::error(error.to_string(), None))?;
            let Some(file) = file else {
                let near = near(path, skill.files.iter().map(|file| file.path.as_str()));
                let help = match near.as_slice() {
                    [] => format!("`awaitwise skill list {}` shows its files", skill.name),
                    near => format!("did you mean {}?", near.join(" or ")),
                };
                return Err(Failure::error(format!("no such file in {}: {path}", skill.name), Some(help)));
            };
            // Bytes that hosts verify: past everything that could touch them.
            std::io::stdout().lock().write_all(file.bytes())?;
        }
        Command::Check { folder } => {
            let served = Catalog::default().with_folder(folder);
            let served = served.map_err(|error| Failure::error(error.to_string(), None))?;
            let mut problems = served.problems().to_vec();
            problems.extend(served.skills().iter().flat_map(validate));
            problems.sort();
            problems.dedup();
            for problem in &problems {
                writeln!(out, "{problem}")?;
            }
            return Ok(if problems.is_empty() { Exit::Clean } else { Exit::Findings });
        }
    }
    Ok(Exit::Clean)
}

fn find<'a>(catalog: &'a Catalog, name: &str) -> anyhow::Result<&'a Skill> {
    catalog.skill(name).ok_or_else(|| {
        let near = near(name, catalog.skills().iter().map(|skill| skill.name.as_str()));
        let help = match near.as_slice() {
            [] => "`awaitwise skill list` shows every skill".to_owned(),
            near => format!("did you mean {}?", near.join(" or ")),
        };
        Failure::error(format!("unknown skill: {name}"), Some(help))
    })
}
