//! What may stand on the command line.

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand, ValueEnum};

use super::{config, explain, inspect, new, pattern, register, scan, serve, skill};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// A senior engineer's judgement on Python asyncio: analyser, agent skill host and MCP server, project generator.
#[derive(Debug, Parser)]
#[command(name = "awaitwise", version, styles = STYLES, max_term_width = 100, propagate_version = true)]
#[command(after_help = "Exit codes: 0 clean, 1 findings, 2 could not do it.")]
pub(super) struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub(super) color: Color,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find what stalls or breaks the event loop
    Scan(scan::Args),
    /// Serve agents and editors over MCP on standard input and output
    Serve(serve::Args),
    /// Start the server as a client would, and show what an agent sees
    Inspect(inspect::Args),
    /// Read a rule's page, or ask why a line is reported
    Explain(explain::Args),
    /// Show how to register the server with a host
    Register(register::Args),
    /// Look up a pattern, or search by what you see
    Pattern(pattern::Args),
    /// Generate a project
    New(new::Args),
    /// Take a generated project to the template's current version
    Update(new::UpdateArgs),
    /// List, read and check skills
    Skill(skill::Args),
    /// Show the configuration that holds, and where each value comes from
    Config(config::Args),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// When colours are used; without a word from the user, `NO_COLOR` and the terminal decide.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(super) fn write_global(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}
