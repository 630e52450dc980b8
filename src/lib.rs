//! A senior engineer's judgement on Python asyncio, as a library.
//!
//! | module | what lives there |
//! |---|---|
//! | [`text`] | sources, spans, lines, edits |
//! | [`finding`] | what the analyser has to say |
//! | [`python`] | bytes to syntax trees; the only module that names the parser |
//! | [`semantic`] | syntax to meaning: summaries, names, types, call graph, effects |
//! | [`catalogue`] | what libraries do: typed stubs with markers |
//! | [`rules`] | one file a rule, one page a rule |
//! | [`scan`] | files to findings: discovery, configuration, suppressions, cache |
//! | [`fix`] | findings and sources to edited sources |
//! | [`report`] | findings to text, JSON and the formats of CI systems |
//! | [`skill`] | skill folders: catalog, documents, search, validation |
//! | [`template`] | kind and parameters to the files of a project |
//! | [`mcp`] | the server: decodes, makes one library call, encodes |
//! | [`cli`] | the command line: likewise |

pub mod catalogue;
pub mod cli;
pub mod finding;
pub mod fix;
pub mod mcp;
pub mod python;
pub mod report;
pub mod rules;
pub mod scan;
pub mod semantic;
pub mod skill;
pub mod template;
pub mod text;
