//! Rule page: skills/python-async-patterns/references/rules/deprecated-loop-access.md

use super::syntax::{span_of, within};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, ExprId, StmtKind};
use crate::semantic::Type;
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW911", name: "deprecated-loop-access", category: Deprecated,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    if context.is_async() {
        return;
    }
    let calls = || context.named_calls().iter().copied();
    let gets = |(_, name): &(ExprId, &str)| *name == "asyncio.get_event_loop";
    if !calls().any(|call| gets(&call)) {
        return;
    }
    let sets = calls().any(|(_, name)| name == "asyncio.set_event_loop");
    // A function may be called where a loop runs; one that starts a loop is not.
    if sets || (context.func.is_some() && !calls().any(|(call, _)| runs_loop(context, call))) {
        return;
    }
    let prepared = prepared(context);
    for (call, _) in calls().filter(gets) {
        if prepared.iter().any(|span| within(context.tree.span(call), *span)) {
            continue;
        }
        let message = "no event loop runs here: `asyncio.get_event_loop` raises since Python 3.14";
        found.push(context.at(&RULE, call, message).instead("asyncio.run").since((3, 12), None));
    }
}

/// The bodies of `try` statements that know what to do when there is no loop.
fn prepared(context: &Context<'_, '_>) -> Vec<Span> {
    let mut spans = Vec::new();
    for stmt in context.statements() {
        let StmtKind::Try(node) = &stmt.kind else { continue };
        let catches = node.handlers.iter().any(|handler| {
            matches!(context.tree.expr(handler.exception), Expr::Name(name) if context.tree.names.text(name) == "RuntimeError")
        });
        if catches {
            spans.push(span_of(&node.body));
        }
    }
    spans
}

/// `loop.run_until_complete(..)` or `loop.run_forever()`.
fn runs_loop(context: &Context<'_, '_>, call: ExprId) -> bool {
    let Some((func, _)) = context.call(call) else { return false };
    let Expr::Attribute(receiver, name) = context.tree.expr(func) else { return false };
    let event_loop = context.known().event_loop;
    matches!(context.tree.names.text(name), "run_until_complete" | "run_forever")
        && context.type_of(receiver).every(|member| match member {
            Type::Instance(..) => context.is_instance(member, event_loop),
            _ => false,
        })
}
