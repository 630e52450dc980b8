//! Rule page: skills/python-async-patterns/references/rules/thread-lock.md

use super::syntax::{expressions, following, pauses, pauses_of, place_of_with, receiver_of, span_of};
use super::{Check, Context, RawFinding, Rule};
use crate::finding::Severity;
use crate::python::{Expr, ExprId, Stmt, StmtKind};
use crate::semantic::Type;
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
                    let holds_one = node.items.iter().any(|item| yields_locked(context, item.context));
                    if holds_one && !pauses(context, &node.body).is_empty() {
                        found.push(context.at_span(&RULE, place, over_await).on_loop(context, None));
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

/// Whether a context manager of the project holds a threading lock while its block runs: `with lock: yield`.
fn yields_locked(context: &Context<'_, '_>, manager: ExprId) -> bool {
    let Type::Context(func, _, false) = context.type_of(manager) else { return false };
    if !context.program.is_project(func.module) {
        return false;
    }
    let tree = &context.program.module(func.module).tree;
    let held = held_while_yielding(tree, &tree.function(func.function).body);
    held.into_iter().any(|manager| {
        let value = context.evaluate(|ev| ev.expr(&Frame::function(*func), manager));
        is_thread_lock(context, &value)
    })
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
