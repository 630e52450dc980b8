//! Rule page: skills/python-async-patterns/references/rules/thread-lock.md

use super::syntax::{expressions, following, pauses, pauses_of, place_of_with, receiver_of, span_of};
use super::{Check, Context, RawFinding, Rule};
use crate::finding::Severity;
use crate::python::{Expr, ExprId, Stmt, StmtKind, Tree};
use crate::semantic::{FuncRef, Type};
use crate::semantic::body::held_while_yielding;
use crate::semantic::evaluate::Frame;

pub(super) static RULE: Rule = rule! {
    code: "AW501", name: "thread-lock", category: Lock,
    severity: Error, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::OnLoop(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let over_await = "a threading lock is held over an `await`";
    for stmt in context.statements() {
        match &stmt.kind {
            StmtKind::With(node) if !node.is_async => {
                let place = place_of_with(context.tree, stmt, node);
                if !node.items.iter().any(|item| is_thread_lock(context, context.type_of(item.context))) {
                    let manager = node.items.iter().find(|item| holds_lock(context, item.context));
                    if let Some(manager) = manager
                        && !pauses(context, &node.body).is_empty()
                    {
                        found.push(context.at(&RULE, manager.context, over_await).on_loop(context, None));
                    }
                    continue;
                }
                found.push(if pauses(context, &node.body).is_empty() {
                    let message = "a threading lock stops the loop while a thread holds it";
                    let over_blocking = "a threading lock is held over a blocking call";
                    let finding = context.at_span(&RULE, place, message).weighing(Severity::Info);
                    finding.on_loop(context, Some((span_of(&node.body), RULE.severity, over_blocking)))
                } else {
                    context.at_span(&RULE, place, over_await).on_loop(context, None)
                });
            }
            StmtKind::Expr(value) | StmtKind::Assign(_, value) => {
                if let Some(lock) = acquired(context, *value)
                    && is_held_over_await(context, lock, &following(context, stmt))
                {
                    found.push(context.at(&RULE, *value, over_await).on_loop(context, None));
                }
            }
            StmtKind::If(node) => {
                let body: Vec<&Stmt> = node.body.iter().collect();
                if let Some(lock) = acquired(context, node.test)
                    && is_held_over_await(context, lock, &body)
                {
                    found.push(context.at(&RULE, node.test, over_await).on_loop(context, None));
                }
            }
            _ => {}
        }
    }
}

/// Whether a context manager of the project holds a threading lock while its block runs: `with lock: yield`, or `self.lock.acquire()`
/// when it is entered and `release()` when it is left.
fn holds_lock(context: &Context<'_, '_>, manager: ExprId) -> bool {
    let is_lock = |func: FuncRef, lock: ExprId| {
        let value = context.evaluate(|ev| ev.expr(&Frame::function(func), lock));
        is_thread_lock(context, &value)
    };
    match context.type_of(manager) {
        Type::Context(func, _, false) if context.program.is_project(func.module) => {
            let tree = &context.program.module(func.module).tree;
            let held = held_while_yielding(tree, &tree.function(func.function).body);
            held.into_iter().any(|lock| is_lock(*func, lock))
        }
        Type::Instance(class, _) if context.program.is_project(class.module) => {
            let uses = |method: &str, names: &[&str]| {
                let func = context.evaluate(|ev| ev.class_function(*class, method));
                func.is_some_and(|func| {
                    let tree = &context.program.module(func.module).tree;
                    receivers_of(tree, func, names).into_iter().any(|lock| is_lock(func, lock))
                })
            };
            uses("__enter__", &["acquire", "__enter__"]) && uses("__exit__", &["release", "__exit__"])
        }
        _ => false,
    }
}

/// What the function calls methods of these names of.
fn receivers_of(tree: &Tree, func: FuncRef, names: &[&str]) -> Vec<ExprId> {
    let (first, end) = tree.function(func.function).exprs;
    let called = (first.0..end.0).filter_map(|id| match tree.expr(ExprId(id)) {
        Expr::Call(call) => Some(tree.call(call).func),
        _ => None,
    });
    let receivers = called.filter_map(|called| match tree.expr(called) {
        Expr::Attribute(receiver, name) if names.contains(&tree.names.text(name)) => Some(receiver),
        _ => None,
    });
    receivers.collect()
}

fn is_thread_lock(context: &Context<'_, '_>, value: &Type) -> bool {
    let known = context.known();
    let locks = [known.thread_lock, known.thread_rlock, known.thread_condition, known.thread_semaphore];
    value.every(|member| locks.iter().any(|lock| context.is_instance(member, *lock)))
}

/// The threading lock that `value` acquires, unless it gives up at once.
fn acquired(context: &Context<'_, '_>, value: ExprId) -> Option<ExprId> {
    let lock = receiver_of(context, value, "acquire")?;
    let (_, arguments) = context.call(value)?;
    let tries = arguments.iter().any(|argument| {
        matches!(context.tree.expr(argument.value), Expr::Bool(false) | Expr::Int(0))
    });
    (!tries && is_thread_lock(context, context.type_of(lock))).then_some(lock)
}

/// Whether an `await` stands between the acquire and the release, in the statements that follow it.
fn is_held_over_await(context: &Context<'_, '_>, lock: ExprId, following: &[&Stmt]) -> bool {
    let name = context.dotted(lock);
    for stmt in following {
        let released = expressions(context, stmt.span)
            .into_iter()
            .find(|id| receiver_of(context, *id, "release").is_some_and(|other| context.dotted(other) == name))
            .map(|id| context.tree.span(id).start);
        let pauses = pauses_of(context, stmt);
        if pauses.iter().any(|pause| released.is_none_or(|released| pause.span.start < released)) {
            return true;
        }
        if released.is_some() {
            return false;
        }
    }
    false
}
