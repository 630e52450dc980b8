//! Rule page: skills/python-async-patterns/references/rules/busy-wait.md

use super::syntax::statements;
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, ExprId, StmtKind};
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW811", name: "busy-wait", category: BusyWait,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: ["ASYNC110", "S7484"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    if !context.is_async() {
        return;
    }
    statements(context.body(), &mut |stmt| {
        let StmtKind::While(node) = &stmt.kind else { return };
        if is_flag(context, node.test) && only_sleeps(context, &node.body) {
            let place = Span::new(stmt.span.start, context.tree.span(node.test).end);
            let finding = context.at_span(&RULE, place, "this loop sleeps until a flag changes: an event would wake it");
            found.push(finding.instead("asyncio.Event.wait"));
        }
    });
}

/// A name, an attribute, `is_set()` or `done()`: what some code of this process changes.
fn is_flag(context: &Context<'_, '_>, test: ExprId) -> bool {
    match context.tree.expr(test) {
        Expr::Not(inner) => is_flag(context, inner),
        Expr::Name(_) => true,
        Expr::Attribute(..) => context.dotted(test).is_some(),
        Expr::Call(_) => match context.call(test) {
            Some((func, [])) => match context.tree.expr(func) {
                Expr::Attribute(_, name) => matches!(context.tree.names.text(name), "is_set" | "done"),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    }
}

fn only_sleeps(context: &Context<'_, '_>, body: &Block) -> bool {
    let mut sleeps = false;
    let only = body.iter().all(|stmt| match stmt.kind {
        StmtKind::Pass => true,
        StmtKind::Expr(value) => match context.tree.expr(value) {
            Expr::Str(_) | Expr::Ellipsis => true,
            Expr::Await(call) => {
                let name = context.callee_name(call);
                sleeps = matches!(name.as_deref(), Some("asyncio.sleep" | "anyio.sleep"));
                sleeps
            }
            _ => false,
        },
        _ => false,
    });
    only && sleeps
}
