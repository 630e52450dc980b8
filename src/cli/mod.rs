//! The command line: each subcommand decodes its arguments, makes one library call and encodes the answer.

mod args;
mod exit;
mod scan;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help on a closed pipe is no failure.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    cli.color.write_global();
    let outcome = match cli.command {
        Command::Scan(args) => scan::run(args),
        Command::Serve(args) => serve::run(args),
    };
    exit::code(outcome)
}
