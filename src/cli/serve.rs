//! `awaitwise serve`.

use std::path::PathBuf;

use tracing_subscriber::filter::LevelFilter;

use super::exit::{Exit, Failure};
use crate::mcp::{self, ServeError};
use crate::skill::Catalog;

/// Examples at the end of the help.
const EXAMPLES: &str = "Examples:
  claude mcp add awaitwise -- awaitwise serve             register it with Claude Code
  awaitwise serve --root src --skills ~/.agents/skills    confine it, and serve your own skills too
  awaitwise inspect                                       see what a client sees

Logs go to stderr; AWAITWISE_LOG=debug shows every message.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) what: What,
}

/// What is served, and what tools may touch.
#[derive(Debug, clap::Args)]
pub(super) struct What {
    /// Folder that tools may read and write; may be repeated [default: the working directory]
    #[arg(long = "root", value_name = "DIR")]
    pub(super) roots: Vec<PathBuf>,
    /// Skill, or folder of skills, to serve beside the embedded ones; may be repeated
    #[arg(long = "skills", value_name = "DIR")]
    pub(super) skills: Vec<PathBuf>,
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    let level = std::env::var("AWAITWISE_LOG").ok().and_then(|level| level.parse().ok());
    let level = level.unwrap_or(LevelFilter::ERROR);
    tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).without_time().init();
    let mut catalog = Catalog::embedded();
    for folder in &args.what.skills {
        catalog = catalog.with_folder(folder).map_err(|error| {
            let help = "give a folder that holds SKILL.md, or folders with one".to_owned();
            Failure::error(error.to_string(), Some(help))
        })?;
    }
    for problem in catalog.faults() {
        tracing::error!("{problem}");
    }
    mcp::serve(catalog, &args.what.roots).map_err(|error| {
        let help = matches!(error, ServeError::Root(_))
            .then(|| "--root takes a folder that can be read; without it tools work in this one".to_owned());
        Failure::error(error.to_string(), help)
    })?;
    Ok(Exit::Clean)
}
