//! Rule page: skills/python-async-patterns/references/rules/thread-lock.md

use super::syntax::{
    expressions, following, pauses, pauses_of, place_of_with, receiver_of, span_of, within,
};
use super::{Check, Context, RawFinding, Rule};
use crate::catalogue::Level;
use crate::finding::Severity;
use crate::python::{Expr, ExprId, Stmt, StmtKind};
use crate::semantic::effects::blocks;
use crate::semantic::{Leaf, Type};
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW501", name: "thread-lock", category: Lock,
    severity: Error, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Effects(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
    match &stmt.kind {
        StmtKind::With(node) if !node.is_async => {
            if !node.items.iter().any(|item| is_thread_lock(context, context.type_of(item.context))) {
                continue;
            }
            let place = place_of_with(context.tree, stmt, node);
            let finding = if !pauses(context, &node.body).is_empty() {
                context.at_span(&RULE, place, "a threading lock is held over an `await`")
            } else if blocks_within(context, span_of(&node.body)) {
                context.at_span(&RULE, place, "a threading lock is held over a blocking call")
            } else {
                let message = "a threading lock stops the loop while a thread holds it";
                context.at_span(&RULE, place, message).weighing(Severity::Info)
            };
            found.push(finding);
        }
        StmtKind::Expr(value) | StmtKind::Assign(_, value) => {
            if let Some(lock) = acquired(context, *value)
                && is_held_over_await(context, lock, &following(context, stmt))
            {
                found.push(context.at(&RULE, *value, "a threading lock is held over an `await`"));
            }
        }
        StmtKind::If(node) => {
            let body: Vec<&Stmt> = node.body.iter().collect();
            if let Some(lock) = acquired(context, node.test)
                && is_held_over_await(context, lock, &body)
            {
                found.push(context.at(&RULE, node.test, "a threading lock is held over an `await`"));
            }
        }
        _ => {}
    }
    }
}

fn is_thread_lock(context: &Context<'_, '_>, value: &Type) -> bool {
    let known = context.known();
    let locks = [known.thread_lock, known.thread_rlock, known.thread_condition, known.thread_semaphore];
    value.every(|member| locks.iter().any(|lock| context.is_instance(member, *lock)))
}

fn blocks_within(context: &Context<'_, '_>, span: Span) -> bool {
    let (Some(effects), Some(func)) = (context.effects, context.func) else { return false };
    effects.blocking(context.program, func).iter().any(|blocking| {
        let heavy = match blocking.leaf {
            Leaf::Library(leaf) => {
                let level = blocks(context.program, leaf).map(|blocks| blocks.level);
                !matches!(level, Some(Level::Low | Level::Info))
            }
            Leaf::Threadsafe(_) | Leaf::Configured(_) => true,
        };
        let site = blocking.steps.first().and_then(|step| effects.step_target(*step));
        heavy && site.is_some_and(|site| within(site.span, span))
    })
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
