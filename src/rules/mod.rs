//! The rules: what each is called, how much it weighs, what it checks. One file and one page a rule.
//!
//! A rule never prints, never reads configuration and never looks at another rule.

pub(crate) mod context;
mod coroutine;
mod mend;
mod page;
mod reach;
mod scopes;
mod syntax;
pub(crate) mod usage;

pub use page::{Example, ExampleKind, Page};

pub(crate) use context::Context;

use std::sync::Arc;

use crate::finding::{RuleId, Severity};
use crate::semantic::evaluate::Evaluator;
use crate::semantic::{Effects, Followed, FuncRef, Program, Spread, Stale, Trail};
use crate::text::Span;

/// Whether `scan --fix` can mend what a rule finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixability {
    /// Every finding carries a safe fix.
    Always,
    /// Some findings do.
    Sometimes,
    /// None does.
    Never,
}

/// A rule: typed facts here, words and examples on its page.
#[derive(Debug)]
pub struct Rule {
    /// Code, name and category.
    pub id: RuleId,
    /// How much a finding weighs unless the configuration or the catalogue says otherwise.
    pub severity: Severity,
    /// Whether the rule runs when nothing is selected.
    pub on_by_default: bool,
    /// Whether findings carry fixes.
    pub fix: Fixability,
    /// Codes of other tools that mean the same; accepted in `--select` and in their suppression comments.
    pub same_as: &'static [&'static str],
    /// The page's Markdown.
    pub markdown: &'static str,
    pub(crate) check: Check,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl Rule {
    /// The parsed page.
    pub fn page(&self) -> Page<'static> {
        Page::parse(self.markdown)
    }
}

/// How a rule looks at a program.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Check {
    /// Reports what blocks the loop and ends in a leaf of this kind.
    Blocks(crate::catalogue::Kind),
    /// Reports loops that are run inside a running one.
    RunsLoop,
    /// Reports waits on the loop for something that only the loop can do.
    WaitsForLoop,
    /// Looks at each body once.
    Body(fn(&Context<'_, '_>, &mut Vec<RawFinding>)),
    /// Looks at the body of each `async def` once.
    Coroutine(fn(&Context<'_, '_>, &mut Vec<RawFinding>)),
    /// Looks at each body once; what it finds counts where the body runs on the loop.
    OnLoop(fn(&Context<'_, '_>, &mut Vec<RawFinding>)),
}

/// Declares a rule; its page is joined by name, so a rule without a page does not compile.
macro_rules! rule {
    (
        code: $code:literal, name: $name:literal, category: $category:ident,
        severity: $severity:ident, on_by_default: $default:literal, fix: $fix:ident,
        same_as: [$($same:literal),* $(,)?],
        check: $check:expr $(,)?
    ) => {
        $crate::rules::Rule {
            id: $crate::finding::RuleId { code: $code, name: $name, category: $crate::finding::Category::$category },
            severity: $crate::finding::Severity::$severity,
            on_by_default: $default,
            fix: $crate::rules::Fixability::$fix,
            same_as: &[$($same),*],
            markdown: include_str!(concat!("../../skills/python-async-patterns/references/rules/", $name, ".md")),
            check: $check,
        }
    };
}

/// Declares the modules of the rules and the list of all, in the order of the codes.
macro_rules! rules {
    ($($module:ident),+ $(,)?) => {
        $(mod $module;)+
        static RULES: &[&Rule] = &[$(&$module::RULE),+];
    };
}

rules! {
    blocking_sleep, blocking_http, blocking_socket, blocking_subprocess, blocking_database, blocking_file, blocking_path,
    blocking_stdin, blocking_wait, blocking_result, blocking_cpu, blocking_network, blocking_device, blocking_configured,
    nested_run, threadsafe_result, lost_task, unawaited_coroutine, misused_coroutine, sync_with, sync_for,
    swallowed_cancellation, jump_in_finally, suppressed_cancellation, await_in_finally,
    thread_lock, throwaway_lock, sync_with_lock, unguarded_acquire,
    ignored_gather_errors, unbounded_gather,
    yield_in_scope, jump_out_of_task_group, closed_task_group, useless_task_group,
    empty_timeout,
    missing_timeout, timeout_parameter, unclosed_generator, busy_wait, needless_async,
    except_misses_group, lossy_except_group, deprecated_loop_access, deprecated_api,
}

/// Every rule, in the order of the codes.
pub fn all() -> &'static [&'static Rule] {
    RULES
}

/// The rule of this code or name, in any letter case.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| {
        rule.id.code.eq_ignore_ascii_case(code_or_name) || rule.id.name.eq_ignore_ascii_case(code_or_name)
    })
}

/// What the analysis of a linked program says about one place, in bytes: `scan` adds lines, columns and suppressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFinding {
    /// Which rule speaks.
    pub rule: &'static Rule,
    /// How much it weighs here.
    pub severity: Severity,
    /// The reported place.
    pub place: Place,
    /// One sentence, lower case, without a final dot.
    pub message: String,
    /// Qualified name of the function that holds the place; `None` at module level.
    pub function: Option<String>,
    /// From the reported call to the leaf.
    pub chain: Vec<RawHop>,
    /// Qualified name of the blocking leaf.
    pub leaf: Option<String>,
    /// What to use instead.
    pub replacement: Option<String>,
    /// Further places with what they have to do with it.
    pub labels: Vec<(Place, String)>,
    /// How to mend it.
    pub fix: Option<crate::finding::Fix>,
    /// The versions of Python that it depends on.
    pub versions: Versions,
    /// Lines that belong to the fix, whose place and depth depend on the text.
    pub lines: Option<Lines>,
    /// What the effects of the whole program still have to say.
    pub(crate) hinge: Option<Hinge>,
}

/// What a rule cannot know while it looks at a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hinge {
    /// The finding counts only where the body runs on the loop.
    OnLoop {
        /// The body.
        func: FuncRef,
        /// What the finding becomes when something blocks within this span.
        over_blocking: Option<(Span, Severity, &'static str)>,
    },
    /// The finding counts only where somebody calls the function without a timeout.
    WithoutTimeout(FuncRef),
}

/// Lines that a fix adds at a statement, as deep as that one. Only where the statement has its lines for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// The statement.
    pub statement: Span,
    /// Where they go.
    pub place: LinesPlace,
    /// The lines, without indentation of their own but what they have among themselves.
    pub text: String,
}

/// Where lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinesPlace {
    /// Before the statement.
    Before,
    /// Behind it.
    Behind,
    /// In its place.
    Instead,
}

/// Versions of Python that a finding depends on: what they mean for a project is for `scan` to say, which knows its oldest one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Versions {
    /// The first version in which it is a fault. Where the code must run on older ones as well, it is a note.
    pub since: Option<(u8, u8)>,
    /// The first version that has what to use instead. On older ones there is nothing to be done.
    pub needs: Option<(u8, u8)>,
    /// The first version on which the fixed code runs.
    pub fix_needs: Option<(u8, u8)>,
}

/// A span in a module of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into [`Program::modules`](crate::semantic::Program::modules).
    pub module: u32,
    /// Bytes of the decoded text.
    pub span: Span,
}

/// One step from the reported call towards the leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawHop {
    /// Where the call stands.
    pub place: Place,
    /// Qualified name of the function whose body holds the call.
    pub function: String,
    /// What is called, as resolved.
    pub call: String,
}

/// What a check has seen in the bodies of a program: the next check of the same program looks only at what is new.
#[derive(Debug, Default)]
pub struct Memory {
    rules: Vec<&'static Rule>,
    trail: Trail<RawFinding>,
    spread: Option<Arc<Spread>>,
    /// What the last check has found, as long as nothing has changed since.
    found: Option<Vec<RawFinding>>,
}

impl Memory {
    /// Forgets what may have changed.
    pub fn forget(&mut self, stale: &Stale) {
        if !stale.modules.is_empty() {
            self.found = None;
            self.trail.forget(&stale.modules);
        }
        if !stale.shows_the_same {
            self.spread = None;
        }
    }
}

/// Judges the program by the given rules. Sorted by place, then rule.
pub fn check<'p>(program: &'p Program, rules: &[&'static Rule], memory: &mut Memory) -> Vec<RawFinding> {
    if memory.rules != rules {
        *memory = Memory { rules: rules.to_vec(), ..Memory::default() };
    }
    if let Some(found) = &memory.found {
        return found.clone();
    }
    let observe = |ev: &mut Evaluator<'p>, followed: &Followed<'_>| {
        let mut found = Vec::new();
        let context = Context::new(program, ev, followed);
        for rule in rules.iter().take_while(|_| !program.stop.is_set()) {
            match rule.check {
                Check::Body(check) => check(&context, &mut found),
                Check::Coroutine(check) if context.is_async() => check(&context, &mut found),
                Check::OnLoop(check) if context.func.is_some() => check(&context, &mut found),
                _ => {}
            }
        }
        found
    };
    let (effects, mut found) = Effects::of(program, &mut memory.trail, &mut memory.spread, &observe);
    reach::settle(program, &effects, &mut found);
    found.extend(reach::check(program, &effects, rules, &found));
    found.sort_by(|a, b| (a.place, a.rule.id.code, &a.message).cmp(&(b.place, b.rule.id.code, &b.message)));
    found.dedup();
    memory.found = Some(found.clone());
    found
}
