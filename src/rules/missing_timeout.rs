//! Rule page: skills/python-async-patterns/references/rules/missing-timeout.md

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::syntax::{expressions, span_of, statements, within};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{
    Argument, ArgumentKind, Expr, ExprId, Function, Name, NameHash, Owner, StmtKind, Tree,
};
use crate::semantic::body::held_while_yielding;
use crate::semantic::evaluate::{Evaluator, Frame};
use crate::semantic::{ClassRef, FuncRef, Program, Type};
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW702", name: "missing-timeout", category: Timeout,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Body(check),
};

/// Waits that last as long as the peer likes.
const WAITS: &[&str] = &[
    "asyncio.open_connection",
    "asyncio.open_unix_connection",
    "asyncio.StreamReader.read",
    "asyncio.StreamReader.readline",
    "asyncio.StreamReader.readexactly",
    "asyncio.StreamReader.readuntil",
    "asyncio.StreamWriter.drain",
];

/// Decorators that wrap nothing.
const PLAIN: &[&str] = &["abstractmethod", "classmethod", "final", "override", "staticmethod"];

const SCOPES: &[&str] = &["timeout", "timeout_at", "fail_after", "fail_at", "move_on_after", "move_on_at"];

/// Context managers within context managers are followed that deep.
const MOST_MANAGERS: usize = 4;

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let Some(function) = context.function() else { return };
    let tree = context.tree;
    // A decorator may bound what it wraps.
    let may_bound = |decorator: &ExprId| !last_name(tree, *decorator).is_some_and(|name| PLAIN.contains(&name));
    if !function.is_async || tree.list(function.decorators).iter().any(may_bound) {
        return;
    }
    let waits: Vec<ExprId> = expressions(context, span_of(&function.body))
        .into_iter()
        .flat_map(|id| waited_calls(tree, id))
        .filter(|call| is_network_wait(context, *call))
        .chain(read_line_by_line(context))
        .collect();
    if waits.is_empty() || implements_stream(tree, function) {
        return;
    }
    let bounded = context.evaluate(|ev| bounded_spans(ev, context.module));
    let is_bounded = |id: ExprId| bounded.iter().any(|outer| within(tree.span(id), *outer));
    for call in waits.into_iter().filter(|call| !is_bounded(*call)) {
        let finding = context.at(&RULE, call, "this waits for a peer, and nothing says for how long");
        found.push(finding.unless_bounded(context));
    }
}

/// What `async for line in reader` goes through.
fn read_line_by_line(context: &Context<'_, '_>) -> Vec<ExprId> {
    let reader = context.known().stream_reader;
    let loops = context.statements().iter().filter_map(|stmt| match &stmt.kind {
        StmtKind::For(node) if node.is_async => Some(node.iter),
        _ => None,
    });
    loops
        .filter(|iter| context.is_one_of(context.type_of(*iter), &[reader]) && !is_pipe_name(context.tree, *iter))
        .collect()
}

/// A stream of anyio hands every wait on to its caller, who bounds it.
fn implements_stream(tree: &Tree, function: &Function) -> bool {
    let Owner::Class(class) = function.owner else { return false };
    let bases = tree.list(tree.class(class).bases);
    bases.iter().any(|base| last_name(tree, *base).is_some_and(|name| name.ends_with("Stream")))
}

/// The calls that `await` and `wait_for` wait for at `id`.
fn waited_calls(tree: &Tree, id: ExprId) -> Vec<ExprId> {
    match tree.expr(id) {
        Expr::Await(value) => match tree.expr(value) {
            Expr::Call(call) if last_name(tree, tree.call(call).func) == Some("wait_for") => {
                tree.arguments(tree.call(call)).first().map(|argument| argument.value).into_iter().collect()
            }
            _ => vec![value],
        },
        _ => Vec::new(),
    }
}

fn is_network_wait(context: &Context<'_, '_>, call: ExprId) -> bool {
    let Some((func, _)) = context.call(call) else { return false };
    // The pipes of a child process are streams, too.
    let is_pipe = match context.tree.expr(func) {
        Expr::Attribute(receiver, _) => is_pipe_name(context.tree, receiver),
        _ => false,
    };
    let Some(name) = context.callee_name(call) else { return false };
    let name = name.replace("asyncio.streams.", "asyncio.");
    let is_socket = name.starts_with("asyncio.") && name.contains(".sock_");
    !is_pipe && (is_socket || WAITS.contains(&&*name))
}

fn is_pipe_name(tree: &Tree, stream: ExprId) -> bool {
    last_name(tree, stream).is_some_and(|name| ["stdout", "stderr", "stdin", "pipe"].iter().any(|pipe| name.contains(pipe)))
}

/// Where the module keeps a clock running: blocks of timeouts and calls of `wait_for`.
fn bounded_spans(ev: &mut Evaluator<'_>, module: u32) -> Vec<Span> {
    let tree = ev.tree(module);
    let mut spans = Vec::new();
    for func in ev.functions(module) {
        statements(tree, &tree.function(func.function).body, &mut |stmt| {
            let StmtKind::With(node) = &stmt.kind else { return };
            if node.items.iter().any(|item| bounds(ev, func, item.context, 0)) {
                spans.push(span_of(&node.body));
            }
        });
    }
    let calls = (0..tree.len() as u32).map(ExprId).filter(|id| limits(tree, *id, &["wait_for"], 1));
    spans.extend(calls.map(|call| tree.span(call)));
    spans
}

/// Whether what is entered in `func` keeps a clock running: a timeout, also by a name, or a context manager of the project that yields
/// inside of one.
fn bounds(ev: &mut Evaluator<'_>, func: FuncRef, manager: ExprId, depth: usize) -> bool {
    let tree = ev.tree(func.module);
    let called = match tree.expr(manager) {
        Expr::Call(call) => last_name(tree, tree.call(call).func),
        _ => None,
    };
    if called.is_some_and(|name| SCOPES.contains(&name)) {
        return limits(tree, manager, SCOPES, 0);
    }
    match ev.expr(&Frame::function(func), manager) {
        Type::Context(inner, ..) if ev.program.is_project(inner.module) && depth < MOST_MANAGERS => {
            let tree = ev.tree(inner.module);
            let held = held_while_yielding(tree, &tree.function(inner.function).body);
            held.into_iter().any(|manager| bounds(ev, inner, manager, depth + 1))
        }
        Type::Instance(class, _) if ev.program.is_project(class.module) => {
            depth < MOST_MANAGERS && enters_timeout(ev, class, depth + 1)
        }
        value => {
            let known = &ev.program.known;
            let timeouts = [known.timeout, known.async_timeout];
            let scopes = [known.cancel_scope, known.trio_cancel_scope];
            timeouts.into_iter().any(|class| ev.is_instance(&value, class))
                // A scope that is made on the spot has no limit of its own.
                || called.is_none() && scopes.into_iter().any(|class| ev.is_instance(&value, class))
        }
    }
}

/// Whether a context manager of the project enters a timeout when it is entered: `await self.timeout.__aenter__()`.
fn enters_timeout(ev: &mut Evaluator<'_>, class: ClassRef, depth: usize) -> bool {
    ["__aenter__", "__enter__"].into_iter().any(|name| {
        let Some(enter) = ev.class_function(class, name) else { return false };
        let tree = ev.tree(enter.module);
        let (first, end) = tree.function(enter.function).exprs;
        let entered = (first.0..end.0).filter_map(|id| {
            let Expr::Call(call) = tree.expr(ExprId(id)) else { return None };
            let Expr::Attribute(manager, name) = tree.expr(tree.call(call).func) else { return None };
            match tree.names.text(name) {
                "__aenter__" | "__enter__" => Some(manager),
                "enter_async_context" | "enter_context" => {
                    tree.arguments(tree.call(call)).first().map(|argument| argument.value)
                }
                _ => None,
            }
        });
        entered.collect::<Vec<_>>().into_iter().any(|manager| bounds(ev, enter, manager, depth))
    })
}

/// Whether `id` calls one of `names` with a limit, which is argument number `position`, that is not `None`.
fn limits(tree: &Tree, id: ExprId, names: &[&str], position: usize) -> bool {
    let Expr::Call(call) = tree.expr(id) else { return false };
    let call = tree.call(call);
    if !last_name(tree, call.func).is_some_and(|name| names.contains(&name)) {
        return false;
    }
    let arguments = tree.arguments(call);
    let named = |argument: &&Argument| matches!(argument.kind, ArgumentKind::Keyword(_));
    let limit = arguments.get(position).or_else(|| arguments.iter().find(named));
    limit.is_none_or(|limit| tree.expr(limit.value) != Expr::None)
}

/// Functions around functions are asked that many calls further out.
const MOST_CALLERS: usize = 4;

/// What is called by one name in more places says nothing of a single function.
const MOST_CALLS: usize = 512;

/// Whether functions are only called where a clock is running.
pub(super) struct Callers<'p> {
    ev: Evaluator<'p>,
    /// Those that are being asked.
    seen: Vec<FuncRef>,
    known: FxHashMap<FuncRef, bool>,
    /// The calls of each name that was asked for, by module.
    calls: FxHashMap<NameHash, Rc<[Call]>>,
}

/// A call of something by its name.
struct Call {
    module: u32,
    /// What is called, if that is known.
    callee: Option<FuncRef>,
    /// Whether a clock is running.
    is_bounded: bool,
    /// The coroutine function that holds it.
    caller: Option<FuncRef>,
}

impl<'p> Callers<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        Self {
            ev: Evaluator::new(program),
            seen: Vec::new(),
            known: FxHashMap::default(),
            calls: FxHashMap::default(),
        }
    }

    /// Whether the module calls the function, or else the program, and only where a clock is running, or in functions of which the same
    /// holds. Where nobody can tell whether it is called by its name, one such place is enough.
    pub(super) fn are_bounded(&mut self, func: FuncRef) -> bool {
        if let Some(known) = self.known.get(&func) {
            return *known;
        }
        if self.seen.len() == MOST_CALLERS || self.seen.contains(&func) {
            return false;
        }
        self.seen.push(func);
        let tree = self.ev.tree(func.module);
        let calls = self.calls_of(tree.names.hash(tree.function(func.function).name));
        let is_sure = |call: &&Call| call.callee == Some(func.general());
        let own = |call: &&Call| is_sure(call) && call.module == func.module;
        let all_in_own = calls.iter().any(|call| own(&call));
        let mut sure = calls.iter().filter(|call| if all_in_own { own(call) } else { is_sure(call) }).peekable();
        let bounded = if sure.peek().is_some() {
            sure.all(|call| self.is_bounded(call))
        } else {
            let mut unsure = calls.iter().take(MOST_CALLS);
            unsure.any(|call| {
                call.callee.is_none_or(|base| self.overrides(func, base)) && self.is_bounded(call)
            })
        };
        self.seen.pop();
        self.known.insert(func, bounded);
        bounded
    }

    fn is_bounded(&mut self, call: &Call) -> bool {
        call.is_bounded || call.caller.is_some_and(|caller| self.are_bounded(caller))
    }

    /// The calls of what has this name, in the order of the modules.
    fn calls_of(&mut self, name: NameHash) -> Rc<[Call]> {
        if let Some(known) = self.calls.get(&name) {
            return Rc::clone(known);
        }
        let mut found: Vec<Call> = Vec::new();
        for module in 0..self.ev.program.project as u32 {
            let tree = self.ev.tree(module);
            let Some(name) = tree.names.find(name) else { continue };
            let mut bounded: Option<Vec<Span>> = None;
            for id in (0..tree.len() as u32).map(ExprId) {
                let Expr::Call(call) = tree.expr(id) else { continue };
                let callee = tree.call(call).func;
                if called_name(tree, callee) != Some(name) {
                    continue;
                }
                let around = self.around(module, id);
                let frame = around.map_or_else(|| Frame::of(module, Owner::Module), Frame::function);
                let callee = match self.ev.expr(&frame, callee) {
                    Type::Function(known, _) | Type::Method(known, _) => Some(known.general()),
                    _ => None,
                };
                let spans = bounded.get_or_insert_with(|| bounded_spans(&mut self.ev, module));
                let is_bounded = spans.iter().any(|outer| within(tree.span(id), *outer));
                let caller = around.filter(|caller| self.ev.function_of(*caller).is_async);
                found.push(Call { module, callee, is_bounded, caller });
            }
        }
        let found: Rc<[Call]> = found.into();
        self.calls.insert(name, Rc::clone(&found));
        found
    }

    /// Whether a method may run where another one is called.
    fn overrides(&mut self, func: FuncRef, base: FuncRef) -> bool {
        let class = |this: &Self, func: FuncRef| match this.ev.function_of(func).owner {
            Owner::Class(class) => Some(ClassRef { module: func.module, class }),
            _ => None,
        };
        let (Some(own), Some(base)) = (class(self, func), class(self, base)) else { return false };
        self.ev.is_subclass(own, Some(base))
    }

    /// The innermost function that holds the call.
    fn around(&self, module: u32, call: ExprId) -> Option<FuncRef> {
        let holds = |func: &FuncRef| {
            let (first, end) = self.ev.function_of(*func).exprs;
            (first.0..end.0).contains(&call.0)
        };
        self.ev.functions(module).filter(holds).min_by_key(|func| {
            let (first, end) = self.ev.function_of(*func).exprs;
            end.0 - first.0
        })
    }
}

fn called_name(tree: &Tree, id: ExprId) -> Option<Name> {
    match tree.expr(id) {
        Expr::Name(name) | Expr::Attribute(_, name) => Some(name),
        _ => None,
    }
}

fn last_name(tree: &Tree, id: ExprId) -> Option<&str> {
    called_name(tree, id).map(|name| tree.names.text(name))
}
