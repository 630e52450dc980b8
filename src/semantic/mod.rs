//! Syntax to meaning: scopes, imports, name resolution, types, module summaries, call graph, effects.
//!
//! A [`Module`] is the summary of one file. [`Program::link`] joins summaries with the libraries' stubs. Everything after
//! that is a question to the program: the [`evaluate`] module answers what a value is, [`walk`] follows a function body in
//! the order of its execution, [`effects`] spreads blocking from the leaves to the code that runs on the loop.

mod accessors;
pub(crate) mod annotation;
mod answer;
mod asked;
mod asking;
mod assume;
pub(crate) mod body;
mod builtins;
pub(crate) mod calls;
mod carried;
mod choice;
mod comprehension;
mod condition;
mod construct;
mod consume;
mod contents;
mod decided;
mod declared;
mod derived;
mod dispatch;
pub(crate) mod effects;
mod elements;
mod env;
pub(crate) mod evaluate;
mod facts;
mod fields;
mod flow;
mod follow;
mod function_set;
mod generics;
mod handing;
mod harmless;
mod implementers;
mod interface;
mod invoke;
mod keywords;
pub(crate) mod known;
mod literals;
mod matching;
pub(crate) mod members;
mod module;
mod narrow;
mod operators;
mod overload;
mod parameters;
mod passing;
mod program;
mod properties;
mod question;
mod recent;
mod registered;
mod renew;
mod returns;
pub(crate) mod scope;
mod single_dispatch;
mod sockets;
mod stop;
mod stored;
mod suspended;
pub(crate) mod types;
mod visit;
pub(crate) mod walk;
mod ways;

use serde::{Deserialize, Serialize};

pub use crate::python::SyntaxError;
pub use condition::{Condition, Given, Literal};
pub(crate) use effects::Spread;
pub use effects::{Blocking, Effects, Leaf, Step};
pub use facts::{Facts, Site, Target, Types, Via};
pub use follow::Followed;
pub(crate) use follow::Trail;
pub use module::{Module, summarise};
pub use program::Program;
pub use renew::Stale;
pub use stop::StopFlag;
pub use types::{ClassRef, FuncRef, Type};

/// What users add to the catalogue in their configuration; names are qualified and may hold `*`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extensions {
    /// Functions that block, with what to use instead.
    pub blocking: Vec<(String, Option<String>)>,
    /// Functions whose callable arguments run in a thread.
    pub offload: Vec<String>,
    /// Functions that are never reported and never block.
    pub ignore: Vec<String>,
}

/// Whether `name` fits `pattern`, in which `*` stands for anything.
pub(crate) fn wildcard(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
