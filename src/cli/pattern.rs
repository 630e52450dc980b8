//! `awaitwise pattern`: one pattern in full, or the patterns that fit a question.

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::exit::{Exit, Failure};
use super::skill::catalog;
use super::values::{TextOrJson, at_least_one};
use crate::skill::{Pattern, near};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  awaitwise pattern bounded-map-stream
  awaitwise pattern --search \"too many open files with gather\" --limit 3
  awaitwise pattern --list --format json")]
pub(super) struct Args {
    /// Id of a pattern
    #[arg(required_unless_present_any = ["search", "list"])]
    id: Option<String>,
    /// Find the patterns that fit a question, a symptom or an error message
    #[arg(long, value_name = "WORDS", conflicts_with_all = ["id", "list"])]
    search: Option<String>,
    /// List every pattern
    #[arg(long, conflicts_with = "id")]
    list: bool,
    /// How many results a search gives
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = at_least_one)]
    limit: usize,
    /// Also look in this skill, or folder of skills; may be repeated
    #[arg(long = "skills", value_name = "DIR")]
    skills: Vec<PathBuf>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextOrJson,
}

#[derive(Serialize)]
struct Full<'a> {
    id: &'a str,
    title: &'a str,
    reference: &'a str,
    since: &'a str,
    summary: &'a str,
    pitfalls: &'a [String],
    code: &'a str,
    uri: &'a str,
    tokens: usize,
}

#[derive(Serialize)]
struct Short<'a> {
    id: &'a str,
    title: &'a str,
    reference: &'a str,
    since: &'a str,
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f32>,
}

impl<'a> Short<'a> {
    fn new(pattern: &'a Pattern, score: Option<f32>) -> Self {
        let Pattern { id, title, reference, since, summary, .. } = pattern;
        Self { id, title, reference, since, summary, score }
    }
}

#[derive(Serialize)]
struct Results<'a> {
    results: Vec<Short<'a>>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let catalog = catalog(&args.skills)?;
    let mut out = anstream::stdout().lock();
    let results = if args.list {
        catalog.patterns().iter().map(|pattern| Short::new(pattern, None)).collect()
    } else if let Some(words) = &args.search {
        let hits = catalog.search(words, args.limit);
        hits.into_iter().map(|hit| Short::new(hit.pattern, Some(hit.score))).collect()
    } else {
        let id = args.id.as_deref().unwrap_or_default();
        let Some(pattern) = catalog.pattern(id) else {
            let near = near(id, catalog.patterns().iter().map(|pattern| pattern.id.as_str()));
            let help = match near.as_slice() {
                [] => "`awaitwise pattern --search WORDS` finds patterns by what you see".to_owned(),
                near => format!(
                    "did you mean {}? `awaitwise pattern --search WORDS` finds others",
                    near.join(" or ")
                ),
            };
            return Err(Failure::error(format!("unknown pattern: {id}"), Some(help)));
        };
        match args.format {
            TextOrJson::Text => writeln!(out, "{}", pattern.markdown.trim_end())?,
            TextOrJson::Json => {
                let Pattern { id, title, reference, since, summary, pitfalls, code, uri, tokens, .. } =
                    pattern;
                let tokens = *tokens;
                let full = Full { id, title, reference, since, summary, pitfalls, code, uri, tokens };
                serde_json::to_writer_pretty(&mut out, &full)?;
                writeln!(out)?;
            }
        }
        return Ok(Exit::Clean);
    };
    let results = Results { results };
    match args.format {
        TextOrJson::Json => {
            serde_json::to_writer_pretty(&mut out, &results)?;
            writeln!(out)?;
        }
        TextOrJson::Text if results.results.is_empty() => {
            writeln!(out, "no pattern fits; try the name of an interface, a symptom or an error message")?;
        }
        TextOrJson::Text => {
            let width = results.results.iter().map(|result| result.id.len()).max().unwrap_or_default();
            for result in &results.results {
                writeln!(out, "{:width$}  {}", result.id, result.title)?;
            }
        }
    }
    Ok(Exit::Clean)
}
