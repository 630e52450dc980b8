//! Tests at the boundary: the binary, its server, its pages and the projects it generates, as their users meet them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::print_stdout, reason = "reports of long tests are read in their output")]

mod cases;
mod cli;
mod cli_cache;
mod cli_explain;
mod cli_fix;
mod cli_streams;
mod client;
mod configuration;
mod doubts;
mod edits;
mod edits_at_ends;
mod edits_of_calls;
mod edits_of_guards;
mod environment;
mod example;
mod explain;
mod fixes;
mod mcp_bounds;
mod mcp_clients;
mod mcp_conformance;
mod mcp_session;
mod mcp_skills;
mod mcp_tools;
mod pages;
mod parsing;
mod peers;
mod proofs;
mod properties;
mod readme;
mod report;
mod rule_table;
mod skill;
mod skill_search;
mod snippets;
mod stopping;
mod templates;
mod templates_ask;
mod templates_kill;
mod templates_update;
mod templates_write;
mod tidy;
