//! Rule page: skills/python-async-patterns/references/rules/unguarded-acquire.md

use super::scopes::is_async_lock;
use super::syntax::{expressions, receiver_of, span_of, takes_cancellation, within};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, ExprId, StmtKind};
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW504", name: "unguarded-acquire", category: Lock,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Coroutine(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let (StmtKind::Expr(value) | StmtKind::Assign(_, value)) = stmt.kind else { continue };
        let Expr::Await(call) = context.tree.expr(value) else { continue };
        let Some(lock) = receiver_of(context, call, "acquire") else { continue };
        if !is_async_lock(context, context.type_of(lock)) {
            continue;
        }
        let Some(name) = context.dotted(lock) else { continue };
        let body = span_of(context.body());
        let releases = releases(context, &name, Span::new(stmt.span.end, body.end));
        // Without a release it is somebody else's to release.
        let Some(release) = releases.first() else { continue };
        let between = Span::new(stmt.span.end, context.tree.span(*release).start);
        let something = expressions(context, between)
            .iter()
            .any(|id| matches!(context.tree.expr(*id), Expr::Call(_) | Expr::Await(_)));
        if something && !is_guarded(context, &name, stmt.span) {
            found.push(context.at(&RULE, value, format!("an exception before `{name}.release()` leaves it locked")));
        }
    }
}

fn releases(context: &Context<'_, '_>, name: &str, span: Span) -> Vec<ExprId> {
    let mut found = expressions(context, span);
    found.retain(|id| {
        receiver_of(context, *id, "release").and_then(|lock| context.dotted(lock)).as_deref() == Some(name)
    });
    found
}

/// A `try` around the acquire or behind it that releases whatever happens.
fn is_guarded(context: &Context<'_, '_>, name: &str, acquire: Span) -> bool {
    let mut guarded = false;
    let releases_in = |block: &Block| !block.is_empty() && !releases(context, name, span_of(block)).is_empty();
    for stmt in context.statements() {
        let StmtKind::Try(node) = &stmt.kind else { continue };
        if !within(acquire, stmt.span) && stmt.span.start < acquire.end {
            continue;
        }
        guarded |= releases_in(&node.finalbody)
            || node
                .handlers
                .iter()
                .any(|handler| takes_cancellation(context, handler) && releases_in(&handler.body));
    }
    guarded
}
