//! Rule page: skills/python-async-patterns/references/rules/busy-wait.md

use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, ExprId, Stmt, StmtKind};
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW811", name: "busy-wait", category: BusyWait,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: ["ASYNC110", "S7484"],
    check: Check::Coroutine(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::While(node) = &stmt.kind else { continue };
        // `while True` asks first thing in its body.
        let asked = match (context.tree.expr(node.test), &node.body[..]) {
            (Expr::Bool(true) | Expr::Int(1), [first, rest @ ..]) => match &first.kind {
                StmtKind::If(node) if leaves(&node.body) && node.orelse.is_empty() => {
                    is_flag(context, node.test) && only_sleeps(context, rest)
                }
                _ => false,
            },
            _ => is_flag(context, node.test) && only_sleeps(context, &node.body),
        };
        if asked {
            let place = Span::new(stmt.span.start, context.tree.span(node.test).end);
            let finding = context.at_span(&RULE, place, "this loop sleeps until a flag changes: an event would wake it");
            found.push(finding.instead("asyncio.Event.wait"));
        }
    }
}

/// A name, an attribute, `is_set()` or `done()`: what some code of this process changes.
fn is_flag(context: &Context<'_, '_>, test: ExprId) -> bool {
    match context.tree.expr(test) {
        Expr::Not(inner) => is_flag(context, inner),
        Expr::And(items) | Expr::Or(items) => {
            context.tree.list(items).iter().all(|item| is_flag(context, *item))
        }
        Expr::Compare(_, flag, value) => {
            matches!(context.tree.expr(value), Expr::Bool(_) | Expr::None) && is_flag(context, flag)
        }
        Expr::Name(_) => true,
        Expr::Attribute(..) => context.dotted(test).is_some(),
        Expr::Call(_) => match context.call(test) {
            Some((func, [])) => {
                matches!(context.tree.expr(func), Expr::Attribute(_, name) if matches!(context.tree.names.text(name), "is_set" | "done"))
            }
            _ => false,
        },
        _ => false,
    }
}

fn leaves(block: &Block) -> bool {
    matches!(&block[..], [only] if matches!(only.kind, StmtKind::Break | StmtKind::Return(_)))
}

fn only_sleeps(context: &Context<'_, '_>, body: &[Stmt]) -> bool {
    let mut sleeps = false;
    let only = body.iter().all(|stmt| match stmt.kind {
        StmtKind::Pass => true,
        StmtKind::Expr(value) => match context.tree.expr(value) {
            Expr::Str(_) | Expr::Ellipsis => true,
            Expr::Await(call) => {
                let name = context.callee_name(call);
                sleeps = matches!(name, Some("asyncio.sleep" | "anyio.sleep"));
                sleeps
            }
            _ => false,
        },
        _ => false,
    });
    only && sleeps
}
