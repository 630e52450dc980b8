//! `awaitwise config`: the values that hold, where they come from, and the schema of the file.

use std::io::Write;
use std::path::PathBuf;

use serde_json::json;

use super::exit::{Exit, Failure};
use super::scan::RuleArgs;
use super::values::TextOrJson;
use crate::scan::{self, Origin};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  awaitwise config --show             values for the working directory, and where each comes from
  awaitwise config --show --format json src
  awaitwise config --schema > awaitwise.schema.json")]
pub(super) struct Args {
    /// Show every value with its origin (the default)
    #[arg(long)]
    show: bool,
    /// Print the JSON schema of the configuration file
    #[arg(long, conflicts_with_all = ["show", "path"])]
    schema: bool,
    /// The file or folder whose configuration is shown
    #[arg(value_name = "PATH", default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    rules: RuleArgs,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

pub(super) fn run(args: Args) -> anyhow::Result<Exit> {
    let mut out = anstream::stdout().lock();
    if args.schema {
        serde_json::to_writer_pretty(&mut out, &scan::schema())?;
        writeln!(out)?;
        return Ok(Exit::Clean);
    }
    let settings = scan::settings(&args.path, &args.rules.options());
    let settings = settings.map_err(|error| Failure::error(error.to_string(), error.help()))?;
    let origin = |origin: &Origin| match origin {
        Origin::Default => "default".to_owned(),
        Origin::Caller => "command line".to_owned(),
        Origin::File(path, line) => format!("{}:{line}", path.display()),
    };
    match args.format {
        TextOrJson::Text => {
            for value in settings.values() {
                writeln!(out, "{} = {}  # {}", value.key, value.value, origin(&value.origin))?;
            }
        }
        TextOrJson::Json => {
            let values = settings.values().iter();
            let values = values
                .map(|value| (value.key, json!({"value": value.value, "origin": origin(&value.origin)})));
            let values: serde_json::Map<_, _> = values.map(|(key, value)| (key.to_owned(), value)).collect();
            serde_json::to_writer_pretty(&mut out, &values)?;
            writeln!(out)?;
        }
    }
    Ok(Exit::Clean)
}
