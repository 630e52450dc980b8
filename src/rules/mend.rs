//! Safe fixes. The text itself is not at hand: every edit is an insertion or replaces a span of the syntax tree.
//!
//! A line break in an edit is followed by the indentation of the line where the edit stands: `scan` adds it.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::syntax::{span_of, statements, within};
use super::usage::{self, Reads, Use};
use super::{Context, LinesPlace, RawFinding};
use crate::finding::{Applicability, Fix};
use crate::python::{
    Argument, ArgumentKind, ComprehensionKind, Expr, ExprId, Function, Name, Stmt, StmtKind, Tree,
};
use crate::semantic::scope::Bound;
use crate::semantic::{Effects, FuncRef, Program, Site, Target, Via};
use crate::text::{Edit, Span};

/// The first version that has `asyncio.to_thread`.
pub(super) const TO_THREAD: (u8, u8) = (3, 9);

/// What decides in a body whether a blocking call can be mended, read once for all of its calls.
struct Surroundings {
    uses: FxHashMap<ExprId, Use>,
    comprehensions: Vec<Span>,
    sheltered: Vec<Span>,
    /// Local names of what the body waits for: it was made for the loop, and must be made on it.
    waited_for: FxHashSet<Name>,
}

impl Surroundings {
    fn of(tree: &Tree, function: &Function) -> Self {
        let mut uses = Vec::new();
        usage::of_block(tree, &function.body, &mut uses);
        let comprehensions = uses.iter().filter(|(id, _)| matches!(tree.expr(*id), Expr::Comprehension(_)));
        Self {
            comprehensions: comprehensions.map(|(id, _)| tree.span(*id)).collect(),
            uses: uses.into_iter().rev().collect(),
            sheltered: sheltered(tree, function),
            waited_for: waited_for(tree, function),
        }
    }
}

/// Mends the blocking calls of one body.
pub(super) struct Mender<'p> {
    program: &'p Program,
    effects: &'p Effects<'p>,
    func: FuncRef,
    surroundings: OnceCell<Surroundings>,
}

impl<'p> Mender<'p> {
    pub(super) fn new(program: &'p Program, effects: &'p Effects<'p>, func: FuncRef) -> Self {
        Self { program, effects, func, surroundings: OnceCell::new() }
    }

    /// `time.sleep(x)` becomes `await asyncio.sleep(x)`; another blocking call whose value is used as it is runs in a thread.
    pub(super) fn blocking(&self, site: &Site, leaf: &str, direct: bool) -> Option<Fix> {
        let tree = &self.program.module(self.func.module).tree;
        let function = tree.function(self.func.function);
        let Expr::Call(index) = tree.expr(site.at) else { return None };
        if !function.is_async || site.via != Via::Call || site.awaited {
            return None;
        }
        let around = self.surroundings.get_or_init(|| Surroundings::of(tree, function));
        let stands_in = |outer: &Span| within(site.span, *outer);
        if around.sheltered.iter().any(stands_in) || around.comprehensions.iter().any(stands_in) {
            return None;
        }
        let call = tree.call(index);
        let mut edits = import_asyncio(self.program, self.func, function)?;
        let how = *around.uses.get(&site.at)?;
        if direct && leaf == "time.sleep" && how == Use::Dropped {
            edits.push(Edit::replace(tree.span(call.func), "await asyncio.sleep"));
            return Some(safe("await asyncio.sleep instead", edits));
        }
        let is_waited_for =
            |target| matches!(tree.expr(target), Expr::Name(name) if around.waited_for.contains(&name));
        if !matches!(how, Use::Dropped | Use::Bound(_) | Use::Returned | Use::Passed(_))
            || is_bound_to_thread(tree, call.func, leaf)
            || matches!(how, Use::Bound(target) if is_waited_for(target))
            || !direct && needs_loop(self.program, self.effects, &site.target)
            || leaf == "sqlite3.connect" && (direct || !keeps_connection(self.program, &site.target))
        {
            return None;
        }
        let arguments = tree.arguments(call);
        let lazy = |id| matches!(tree.expr(id), Expr::Comprehension(index) if tree.comprehensions[index as usize].kind == ComprehensionKind::Generator);
        if arguments.iter().any(|argument| lazy(argument.value) || is_of_main_thread(tree, argument)) {
            return None;
        }
        let between = if arguments.is_empty() { "" } else { ", " };
        edits.push(Edit::insert(tree.span(site.at).start, "await asyncio.to_thread("));
        edits.push(Edit::replace(Span::new(call.open, call.open + 1), between));
        Some(safe("run it in a thread", edits))
    }
}

/// Whether the fix moves the call to a thread.
pub(super) fn is_offload(fix: &Fix) -> bool {
    fix.edits.iter().any(|edit| edit.replacement.contains("to_thread"))
}

fn safe(title: &str, edits: Vec<Edit>) -> Fix {
    Fix { title: title.to_owned(), applicability: Applicability::Safe, edits }
}

/// Objects that only the thread which made or holds them may use; `next`, whose `StopIteration` leaves no thread.
fn is_bound_to_thread(tree: &Tree, func: ExprId, leaf: &str) -> bool {
    let bound = match tree.expr(func) {
        Expr::Attribute(_, name) => matches!(tree.names.text(name), "acquire" | "__enter__" | "__next__"),
        Expr::Name(name) => tree.names.text(name) == "next",
        _ => false,
    };
    // Signals arrive at the main thread alone.
    bound || leaf.starts_with("signal.") || leaf.starts_with("sqlite3.") && leaf != "sqlite3.connect"
}

/// Whether the helper opens its connection itself and gives it to nobody: the thread that made it is the only one that uses it.
fn keeps_connection(program: &Program, target: &Target) -> bool {
    let Target::Function(func, _) = target else { return false };
    if !program.is_project(func.module) {
        return false;
    }
    let tree = &program.module(func.module).tree;
    let connects = |id: ExprId| match tree.expr(id) {
        Expr::Call(index) => match tree.expr(tree.call(index).func) {
            Expr::Name(name) | Expr::Attribute(_, name) => tree.names.text(name) == "connect",
            _ => false,
        },
        _ => false,
    };
    let mut names = Vec::new();
    let (mut opens, mut gives) = (false, false);
    let function = tree.function(func.function);
    let mut uses = Vec::new();
    usage::of_block(tree, &function.body, &mut uses);
    for (id, how) in &uses {
        if connects(*id) {
            opens = true;
            match how {
                Use::Bound(target) => names.push(tree.expr(*target)),
                Use::Returned => gives = true,
                _ => {}
            }
        }
    }
    statements(tree, &function.body, &mut |stmt| match &stmt.kind {
        StmtKind::Assign(targets, value) if connects(*value) => {
            gives |= tree.list(*targets).iter().any(|target| !matches!(tree.expr(*target), Expr::Name(_)));
        }
        StmtKind::With(node) => names.extend(
            node.items
                .iter()
                .map(|item| item.target)
                .filter(|target| *target != ExprId::NONE)
                .map(|target| tree.expr(target)),
        ),
        _ => {}
    });
    gives |= uses.iter().any(|(id, how)| *how == Use::Returned && names.contains(&tree.expr(*id)));
    opens && !gives
}

/// Where no `await` may be put: a class body, a block that holds a lock of threads, and a clean-up, which it would cut in two.
fn sheltered(tree: &Tree, function: &Function) -> Vec<Span> {
    let is_lock = |manager: ExprId| match tree.expr(manager) {
        Expr::Name(name) | Expr::Attribute(_, name) => {
            let name = tree.names.text(name).to_lowercase();
            ["lock", "mutex", "cond", "sem"].iter().any(|word| name.contains(word))
        }
        _ => false,
    };
    let mut spans = Vec::new();
    statements(tree, &function.body, &mut |stmt| match &stmt.kind {
        StmtKind::Class(_) => spans.push(stmt.span),
        StmtKind::With(node) if !node.is_async && node.items.iter().any(|item| is_lock(item.context)) => {
            spans.push(stmt.span);
        }
        StmtKind::Try(node) => spans.push(span_of(&node.finalbody)),
        _ => {}
    });
    spans
}

/// The names at the head of what the function awaits, enters or iterates asynchronously.
fn waited_for(tree: &Tree, function: &Function) -> FxHashSet<Name> {
    let head = |id: ExprId| {
        let mut id = id;
        loop {
            id = match tree.expr(id) {
                Expr::Attribute(value, _) => value,
                Expr::Call(index) => tree.call(index).func,
                Expr::Name(name) => return Some(name),
                _ => return None,
            };
        }
    };
    let awaited = (function.exprs.0.0..function.exprs.1.0).filter_map(|id| match tree.expr(ExprId(id)) {
        Expr::Await(value) => head(value),
        _ => None,
    });
    let mut names: FxHashSet<Name> = awaited.collect();
    statements(tree, &function.body, &mut |stmt| match &stmt.kind {
        StmtKind::With(node) if node.is_async => {
            names.extend(node.items.iter().filter_map(|item| head(item.context)));
        }
        StmtKind::For(node) if node.is_async => names.extend(head(node.iter)),
        _ => {}
    });
    names
}

/// `preexec_fn=..` runs in the child between fork and exec, where other threads may hold any lock.
fn is_of_main_thread(tree: &Tree, argument: &Argument) -> bool {
    matches!(argument.kind, ArgumentKind::Keyword(name) if tree.names.text(name) == "preexec_fn")
        && tree.expr(argument.value) != Expr::None
}

/// Calls that only work on the thread of the loop.
const OF_THE_LOOP: &[&str] = &[
    "all_tasks",
    "call_at",
    "call_later",
    "call_soon",
    "create_future",
    "create_task",
    "current_task",
    "ensure_future",
    "get_event_loop",
    "get_running_loop",
];

/// How many functions are looked at: a helper that reaches further is left alone.
const MOST_FUNCTIONS: usize = 200;

/// Whether what runs at the site, or what that calls, works on the loop itself: a thread has none.
fn needs_loop(program: &Program, effects: &Effects, target: &Target) -> bool {
    let Target::Function(func, _) = target else { return true };
    let mut pending = vec![*func];
    let mut seen = Vec::new();
    while let Some(func) = pending.pop() {
        if seen.contains(&func) || !program.is_project(func.module) {
            continue;
        }
        if seen.len() >= MOST_FUNCTIONS {
            return true;
        }
        seen.push(func);
        let tree = &program.module(func.module).tree;
        let function = tree.function(func.function);
        if function.is_async {
            continue;
        }
        let asks = (function.exprs.0.0..function.exprs.1.0).any(|id| match tree.expr(ExprId(id)) {
            Expr::Call(index) => match tree.expr(tree.call(index).func) {
                Expr::Name(name) | Expr::Attribute(_, name) => OF_THE_LOOP.contains(&tree.names.text(name)),
                _ => false,
            },
            _ => false,
        });
        if asks {
            return true;
        }
        let sites = effects.sites(func);
        pending.extend(sites.iter().filter_map(|site| match site.target {
            Target::Function(next, _) => Some(next),
            _ => None,
        }));
    }
    false
}

/// The edits that make the name `asyncio` mean the module in `func`; `None` where it means something else.
fn import_asyncio(program: &Program, func: FuncRef, function: &Function) -> Option<Vec<Edit>> {
    let module = program.module(func.module);
    let tree = &module.tree;
    let name = crate::python::hash_name("asyncio");
    let mut owner = crate::python::Owner::Function(func.function);
    loop {
        let (_, bindings) = module.scopes.lookup(owner, name);
        let is_import = |bound| matches!(bound, Bound::Import(index, _) if imports_asyncio(tree, index));
        match (owner, bindings) {
            (_, []) => {}
            (crate::python::Owner::Module, found) if found.iter().all(|binding| is_import(binding.bound)) => {
                // An import under a condition is for type checkers.
                let always = tree.body.iter().any(|stmt| {
                    stmt.span.start < function.span.start
                        && matches!(stmt.kind, StmtKind::Import(index) if imports_asyncio(tree, index))
                });
                return always.then(Vec::new);
            }
            _ => return None,
        }
        owner = match owner {
            crate::python::Owner::Module => break,
            crate::python::Owner::Function(id) => tree.function(id).owner,
            crate::python::Owner::Class(id) => tree.class(id).owner,
        };
    }
    Some(vec![match last_import(tree) {
        Some(stmt) => Edit::insert(stmt.span.end, "\nimport asyncio"),
        None => Edit::insert(first_statement(tree)?.span.start, "import asyncio\n\n\n"),
    }])
}

/// The same for the body at hand.
pub(super) fn importing(context: &Context<'_, '_>) -> Option<Vec<Edit>> {
    import_asyncio(context.program, context.func?, context.function()?)
}

fn imports_asyncio(tree: &Tree, index: u32) -> bool {
    let import = &tree.imports[index as usize];
    import.module.is_none()
        && import.names.iter().any(|imported| {
            imported.alias.is_none() && tree.names.text(imported.name).split('.').next() == Some("asyncio")
        })
}

/// The last import at the head of the module.
fn last_import(tree: &Tree) -> Option<&Stmt> {
    let is_import = |stmt: &&Stmt| matches!(stmt.kind, StmtKind::Import(_));
    tree.body.iter().skip_while(|stmt| !is_import(stmt)).take_while(is_import).last()
}

/// The first statement that is no docstring.
fn first_statement(tree: &Tree) -> Option<&Stmt> {
    tree.body.iter().find(|stmt| !matches!(stmt.kind, StmtKind::Expr(_)))
}

/// `await` before a coroutine that is made and dropped.
pub(super) fn awaiting(context: &Context<'_, '_>, finding: RawFinding, id: ExprId, how: Use) -> RawFinding {
    if !context.is_async() || how != Use::Dropped || !is_statement(context, id) {
        return finding;
    }
    finding.mended("await it", vec![Edit::insert(context.tree.span(id).start, "await ")])
}

/// Whether the expression is a statement by itself.
pub(super) fn is_statement(context: &Context<'_, '_>, id: ExprId) -> bool {
    context.statements().iter().any(|stmt| matches!(stmt.kind, StmtKind::Expr(value) if value == id))
}

/// Keeps a dropped task in the task group around it, or in a set of the module.
pub(super) fn keeping(context: &Context<'_, '_>, finding: RawFinding, id: ExprId) -> RawFinding {
    const SET: &str = "background_tasks";
    let tree = context.tree;
    let Some(func) = context.func else { return finding };
    let Some((callee, _)) = context.call(id) else { return finding };
    let named = context.callee_name(id).is_some_and(|name| name == "asyncio.create_task");
    if !named || !context.is_async() || !is_statement(context, id) {
        return finding;
    }
    if let Some(group) = group_around(context, id) {
        let edit = Edit::replace(tree.span(callee), format!("{group}.create_task"));
        return finding.mended("start it in the task group", vec![edit]);
    }
    let module = context.program.module(context.module);
    let bound = |name: &str| {
        let name = crate::python::hash_name(name);
        [crate::python::Owner::Module, crate::python::Owner::Function(func.function)]
            .iter()
            .any(|owner| !module.scopes.lookup(*owner, name).1.is_empty())
    };
    let imported = import_asyncio(context.program, func, tree.function(func.function));
    let (Some(import), Some([]), false, false) =
        (last_import(tree), imported.as_deref(), bound(SET), bound("task"))
    else {
        return finding;
    };
    let span = tree.span(id);
    // `set[..]` is an annotation since 3.9.
    finding
        .fixed_since((3, 9))
        .mended(
            "keep it until it has ended",
            vec![
                Edit::insert(import.span.end, format!("\n\n{SET}: set[asyncio.Task[object]] = set()")),
                Edit::insert(span.start, "task = "),
            ],
        )
        .with_lines(
            span,
            LinesPlace::Behind,
            format!("{SET}.add(task)\ntask.add_done_callback({SET}.discard)"),
        )
}

/// The name of the asyncio task group whose block holds the expression.
fn group_around(context: &Context<'_, '_>, id: ExprId) -> Option<String> {
    let place = context.tree.span(id);
    let groups = context.statements().iter().filter_map(|stmt| match &stmt.kind {
        StmtKind::With(with) if stmt.span.start < place.start && place.end <= stmt.span.end => {
            let (group, target) = super::scopes::opened_group(context, with)?;
            let known = context.known().task_group;
            let reads = Reads::of(context, target)?;
            let ours = context.is_one_of(context.type_of(group), &[known]) && !reads.own.is_empty();
            ours.then(|| context.dotted(target)).flatten()
        }
        _ => None,
    });
    groups.last()
}
