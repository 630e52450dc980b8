//! `awaitwise register`: what to put into a host's configuration.

use std::io::Write;

use super::exit::{Exit, Failure};
use super::hosts::{HOSTS, Host};
use crate::scan::near_matches;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  awaitwise register                  list the hosts
  awaitwise register claude-code      print what to put into its configuration")]
pub(super) struct Args {
    /// The host; without one they are listed
    host: Option<String>,
}

pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut out = anstream::stdout().lock();
    let Some(word) = &args.host else {
        let width = HOSTS.iter().map(|host| host.id.len()).max().unwrap_or_default();
        for Host { id, name, file, .. } in HOSTS {
            writeln!(out, "{id:width$}  {name}: {file}")?;
        }
        return Ok(Exit::Clean);
    };
    let Some(host) = HOSTS.iter().find(|host| host.id == word) else {
        let near = near_matches(word, HOSTS.iter().map(|host| host.id));
        let help = match near.first() {
            Some(near) => format!("did you mean {near}?"),
            None => "`awaitwise register` lists the hosts".to_owned(),
        };
        return Err(Failure::error(format!("unknown host: {word}"), Some(help)));
    };
    let here = std::env::current_exe();
    let command = here.as_deref().ok().and_then(|path| path.to_str()).unwrap_or("awaitwise");
    let _ = writeln!(anstream::stderr(), "put this into {}:", host.file);
    out.write_all(host.snippet(command).as_bytes())?;
    Ok(Exit::Clean)
}
