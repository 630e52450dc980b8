//! Rule page: skills/python-async-patterns/references/rules/await-in-finally.md

use super::scopes::keeps_cancelled;
use super::syntax::{pauses, receiver_of, span_of, within};
use super::{Check, Context, RawFinding, Rule};
use crate::finding::Severity;
use crate::python::{Expr, ExprId, StmtKind, With};
use crate::semantic::Type;
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW404", name: "await-in-finally", category: Cancellation,
    severity: Info, on_by_default: true, fix: Never,
    same_as: ["ASYNC102", "ASYNC120"],
    check: Check::Coroutine(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let (mut scopes, mut shelters): (Vec<Span>, Vec<Span>) = (Vec::new(), Vec::new());
    for stmt in context.statements() {
        if let StmtKind::With(node) = &stmt.kind {
            if is_shelter(context, node) {
                shelters.push(stmt.span);
            } else if keeps_cancelled(context, node) {
                scopes.push(span_of(&node.body));
            }
        }
    }
    for stmt in context.statements() {
        let StmtKind::Try(node) = &stmt.kind else { continue };
        let in_scope = scopes.iter().any(|scope| within(stmt.span, *scope));
        let last = span_of(&node.finalbody);
        if assigns_shield(context, last) {
            continue;
        }
        for pause in pauses(context, &node.finalbody) {
            let holds = |scope: &Span| within(pause.span, *scope);
            let is_bounded_here = scopes.iter().any(|scope| within(*scope, last) && holds(scope));
            let sheltered = is_bounded_here || shelters.iter().any(holds);
            if sheltered || is_bounded(context, pause.awaited) || closes_anyway(context, pause.awaited) {
                continue;
            }
            let (message, severity) = if in_scope {
                ("once the scope is cancelled, this `await` raises at once", Severity::Warning)
            } else {
                ("a second cancellation cuts this clean-up short", Severity::Info)
            };
            found.push(context.at_span(&RULE, pause.span, message).weighing(severity));
        }
    }
}

/// A scope that a cancellation of the outer one does not reach, or in plain asyncio a timeout.
fn is_shelter(context: &Context<'_, '_>, node: &With) -> bool {
    node.items.iter().any(|item| {
        let shield = context.call(item.context).and_then(|(_, arguments)| context.keyword(arguments, "shield"));
        shield.is_some_and(|value| context.tree.expr(value) != Expr::Bool(false))
            || matches!(
                context.callee_name(item.context),
                Some("asyncio.timeout" | "asyncio.timeout_at")
            )
    })
}

/// `scope.shield = True`
fn assigns_shield(context: &Context<'_, '_>, last: Span) -> bool {
    let mut within_last = context.statements().iter().filter(|stmt| within(stmt.span, last));
    within_last.any(|stmt| {
        let StmtKind::Assign(targets, _) = stmt.kind else { return false };
        context.tree.list(targets).iter().any(|target| {
            matches!(context.tree.expr(*target), Expr::Attribute(_, name) if context.tree.names.text(name) == "shield")
        })
    })
}

/// `stream.aclose()`: resources of anyio and trio promise to close at once when they are cancelled.
fn closes_anyway(context: &Context<'_, '_>, awaited: ExprId) -> bool {
    let Some(stream) = receiver_of(context, awaited, "aclose") else { return false };
    let is_promised = |member: &Type| match member {
        Type::Instance(class, _) => {
            let name = context.program.class_name(*class);
            name.starts_with("anyio.") || name.starts_with("trio.")
        }
        _ => true,
    };
    context.type_of(stream).members().iter().all(is_promised)
}

fn is_bounded(context: &Context<'_, '_>, awaited: ExprId) -> bool {
    matches!(context.callee_name(awaited), Some("asyncio.shield" | "asyncio.wait_for" | "asyncio.wait"))
}
