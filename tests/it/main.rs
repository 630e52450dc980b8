//! Tests at the boundary: the binary, its server, its pages and the projects it generates, as their users meet them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod cases;
mod environment;
mod skill;
mod skill_search;
mod tidy;
