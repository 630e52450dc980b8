//! Rule page: skills/python-async-patterns/references/rules/await-in-finally.md

use super::scopes::keeps_cancelled;
use super::syntax::{pauses, span_of, within};
use super::{Check, Context, RawFinding, Rule};
use crate::finding::Severity;
use crate::python::{Expr, ExprId, StmtKind, With};
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
        for pause in pauses(context, &node.finalbody) {
            let sheltered = shelters.iter().any(|shelter| within(pause.span, *shelter));
            if sheltered || is_bounded(context, pause.awaited) {
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

fn is_bounded(context: &Context<'_, '_>, awaited: ExprId) -> bool {
    matches!(context.callee_name(awaited), Some("asyncio.shield" | "asyncio.wait_for" | "asyncio.wait"))
}
