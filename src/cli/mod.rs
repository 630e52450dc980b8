//! The command line: each subcommand decodes its arguments, makes one library call and encodes the answer.

mod args;
mod ask;
mod config;
mod exit;
mod explain;
mod hosts;
mod inspect;
mod new;
mod pattern;
mod progress;
mod register;
mod scan;
mod serve;
mod skill;
mod values;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use exit::Exit;
pub use hosts::{HOSTS, Host};

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let printed = error.print().context("cannot write to standard output");
            return if error.use_stderr() {
                ExitCode::from(2)
            } else {
                exit::code(printed.map(|()| Exit::Clean))
            };
        }
    };
    cli.color.write_global();
    let outcome = match cli.command {
        Command::Scan(args) => scan::run(args),
        Command::Serve(args) => serve::run(args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Pattern(args) => pattern::run(&args),
        Command::New(args) => new::run(args),
        Command::Update(args) => new::update(&args),
        Command::Skill(args) => skill::run(&args),
        Command::Register(args) => register::run(&args),
        Command::Config(args) => config::run(args),
        Command::Completions { shell } => complete(shell),
    };
    exit::code(outcome)
}

fn complete(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    // What cannot be written makes the generator panic; memory takes everything.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "awaitwise", &mut script);
    let mut out = std::io::stdout().lock();
    out.write_all(&script).and_then(|()| out.flush()).context("cannot write to standard output")?;
    Ok(Exit::Clean)
}
