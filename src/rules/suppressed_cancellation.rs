//! Rule page: skills/python-async-patterns/references/rules/suppressed-cancellation.md

use super::syntax::{
    awaits_cancelled, catches_cancellation, pauses, place_of_with, raising_blocks, shields, within,
};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{ExprId, StmtKind};

pub(super) static RULE: Rule = rule! {
    code: "AW403", name: "suppressed-cancellation", category: Cancellation,
    severity: Error, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Coroutine(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let raising = raising_blocks(context);
    let shields = shields(context);
    for stmt in context.statements() {
        let StmtKind::With(node) = &stmt.kind else { continue };
        let harmless = raising.iter().chain(&shields).any(|span| within(stmt.span, *span));
        if harmless || node.is_async || !node.items.iter().any(|item| suppresses(context, item.context)) {
            continue;
        }
        let pauses = pauses(context, &node.body);
        if !pauses.is_empty() && !awaits_cancelled(context, &pauses) {
            let place = place_of_with(context.tree, stmt, node);
            found.push(context.at_span(&RULE, place, "a cancellation of the `await` inside is suppressed"));
        }
    }
}

fn suppresses(context: &Context<'_, '_>, manager: ExprId) -> bool {
    context.callee_name(manager) == Some("contextlib.suppress")
        && context.call(manager).is_some_and(|(_, arguments)| {
            arguments.iter().any(|argument| catches_cancellation(context, context.type_of(argument.value)))
        })
}
