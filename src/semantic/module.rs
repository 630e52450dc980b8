use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::scope::Scopes;
use crate::python::{FunctionId, Owner, SyntaxError, Tree};
use crate::text::Span;

/// What the rest of the analyser needs to know of one module: extracted in one pass, small, serialisable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Module {
    /// Report path, relative to the scanned root, with `/`.
    pub path: Arc<str>,
    pub(crate) tree: Tree,
    pub(crate) scopes: Scopes,
}

impl Module {
    pub(crate) fn new(path: Arc<str>, tree: Tree) -> Self {
        let scopes = Scopes::build(&tree);
        Self { path, tree, scopes }
    }

    /// Whether the file only declares (`.pyi`): its types count, its bodies never run.
    pub(crate) fn is_stub(&self) -> bool {
        self.path.ends_with(".pyi")
    }

    /// Places that could not be parsed.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.tree.errors
    }

    /// Comments that may silence findings (`noqa`, `ruff: ignore`, `awaitwise: ignore`), in order.
    pub fn directives(&self) -> &[Span] {
        &self.tree.directives
    }

    /// Names of the functions and classes around and including `function`, joined by dots.
    pub(crate) fn function_name(&self, function: FunctionId) -> String {
        self.owner_name(Owner::Function(function))
    }

    pub(crate) fn owner_name(&self, owner: Owner) -> String {
        let mut parts = Vec::new();
        let mut owner = owner;
        loop {
            owner = match owner {
                Owner::Module => break,
                Owner::Function(id) => {
                    let function = self.tree.function(id);
                    parts.push(self.tree.names.text(function.name));
                    function.owner
                }
                Owner::Class(id) => {
                    let class = self.tree.class(id);
                    parts.push(self.tree.names.text(class.name));
                    class.owner
                }
            };
        }
        parts.reverse();
        parts.join(".")
    }
}

/// Extracts the summary of the module at `path` (relative, with `/`) from its decoded text. Never fails.
pub fn summarise(path: Arc<str>, text: &str) -> Module {
    Module::new(path, crate::python::parse(text))
}
