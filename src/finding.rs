//! What the analyser has to say: plain data that knows nothing of how it was found or how it is printed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::text::{Edit, Position, Span};

/// How much a finding weighs. Ordered: `Info < Warning < Error`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A matter of taste or of microseconds; off by default.
    Info,
    /// Usually harmless, without bound on a bad day.
    Warning,
    /// Stalls the event loop, loses work or deadlocks.
    Error,
}

impl Severity {
    /// Every severity, lightest first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Error];

    /// The name used in configuration and outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! categories {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The family of faults a rule belongs to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        pub enum Category {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Category {
            /// Every category, in the order of the rule codes.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name used in configuration and outputs.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

categories! {
    /// Work that stalls the event loop.
    Blocking = "blocking",
    /// A second event loop inside a running one.
    NestedLoop = "nested-loop",
    /// Tasks that nobody keeps.
    Orphan = "orphan",
    /// Coroutines that never run.
    Unawaited = "unawaited",
    /// Cancellation that does not arrive.
    Cancellation = "cancellation",
    /// Locks of the wrong kind or scope.
    Lock = "lock",
    /// Results and failures lost in `gather`.
    Gather = "gather",
    /// Task groups and scopes that are left the wrong way.
    TaskGroup = "task-group",
    /// Waits without bound, bounds without a wait.
    Timeout = "timeout",
    /// Asynchronous generators that are never closed.
    GeneratorCleanup = "generator-cleanup",
    /// Polling where waiting would do.
    BusyWait = "busy-wait",
    /// `async` without a reason.
    NeedlessAsync = "needless-async",
    /// Exception groups that are caught wrongly.
    ExceptionGroup = "exception-group",
    /// Interfaces that Python has dropped or will drop.
    Deprecated = "deprecated",
}

/// Which rule speaks. The texts live for the whole program: rules are statics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RuleId {
    /// `AW` and three digits; never reused.
    pub code: &'static str,
    /// The name of the bad thing, in kebab case.
    pub name: &'static str,
    /// The family.
    pub category: Category,
}

/// A range in a named source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Report path of the source.
    pub path: Arc<str>,
    /// Where it starts.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
    /// Bytes of the same range in the decoded text.
    pub span: Span,
    /// Cell of a notebook, from 1; lines then count within the cell.
    pub cell: Option<u32>,
}

/// One step from the reported call towards the blocking leaf.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hop {
    /// Where the call stands.
    pub location: Location,
    /// Qualified name of the function whose body holds the call.
    pub function: String,
    /// What is called, as resolved: `package.module.helper` or `time.sleep`.
    pub call: String,
}

/// A further place that explains the finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// What the place has to do with it.
    pub message: String,
}

/// Whether a fix may be applied without looking.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Keeps what the program does, but for the fault.
    Safe,
    /// May change behaviour: for a person to decide.
    Unsafe,
}

/// Edits to one source that remove a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fix {
    /// What the fix does, in the imperative: `await asyncio.sleep instead`.
    pub title: String,
    /// Safe or unsafe.
    pub applicability: Applicability,
    /// Non-overlapping edits to the source of the finding.
    pub edits: Vec<Edit>,
}

/// One judgement at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule speaks.
    pub rule: RuleId,
    /// How much it weighs here; the configuration may have changed it.
    pub severity: Severity,
    /// The reported place.
    pub location: Location,
    /// One sentence, lower case, without a final dot.
    pub message: String,
    /// Qualified name of the function that holds the place; `None` at module level.
    pub function: Option<String>,
    /// From the reported call to the leaf, the reported call first; empty when nothing is called.
    pub chain: Vec<Hop>,
    /// Qualified name of the blocking leaf.
    pub leaf: Option<String>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// Further places.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// The order of every listing: path, place, rule.
    pub fn sort_key(&self) -> impl Ord + '_ {
        (&self.location.path, self.location.cell, self.location.span, self.rule.code, &self.message)
    }
}
