//! Rule page: skills/python-async-patterns/references/rules/empty-timeout.md

use super::syntax::{expressions, pauses, place_of_with, span_of};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, StmtKind};

pub(super) static RULE: Rule = rule! {
    code: "AW701", name: "empty-timeout", category: Timeout,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: ["ASYNC100", "ASYNC912", "S7490"],
    check: Check::Coroutine(check),
};

const TIMEOUTS: &[&str] = &[
    "asyncio.timeout",
    "asyncio.timeout_at",
    "async_timeout.timeout",
    "async_timeout.timeout_at",
    "anyio.move_on_after",
    "anyio.fail_after",
    "trio.move_on_after",
    "trio.move_on_at",
    "trio.fail_after",
    "trio.fail_at",
];

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::With(node) = &stmt.kind else { continue };
        let timeout = node.items.iter().position(|item| {
            context.callee_name(item.context).is_some_and(|name| TIMEOUTS.contains(&name))
        });
        let Some(timeout) = timeout else { continue };
        // A manager behind it is entered, and left, while the clock runs.
        let others_wait = node.is_async && timeout + 1 < node.items.len();
        let yields = || {
            let inside = expressions(context, span_of(&node.body));
            inside.iter().any(|id| matches!(context.tree.expr(*id), Expr::Yield(_)))
        };
        if !others_wait && pauses(context, &node.body).is_empty() && !yields() {
            let place = place_of_with(context.tree, stmt, node);
            found.push(context.at_span(&RULE, place, "the timeout can never act: nothing is awaited inside"));
        }
    }
}
