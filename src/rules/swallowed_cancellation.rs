//! Rule page: skills/python-async-patterns/references/rules/swallowed-cancellation.md

use super::syntax::{awaits_cancelled, catches_cancellation, caught, expressions, pauses, span_of, statements};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, ExprId, Handler, Name, StmtKind};
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW401", name: "swallowed-cancellation", category: Cancellation,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC103", "ASYNC104", "S7497"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    if !context.is_async() {
        return;
    }
    statements(context.body(), &mut |stmt| {
        let StmtKind::Try(node) = &stmt.kind else { return };
        // The first clause that matches takes it.
        let Some(handler) = node.handlers.iter().find(|handler| catches(context, handler)) else { return };
        if passes_on(context, handler) {
            return;
        }
        let pauses = pauses(context, &node.body);
        if pauses.is_empty() || awaits_cancelled(context, &pauses) {
            return;
        }
        let end = match handler.exception {
            ExprId::NONE => handler.span.start + "except".len() as u32,
            exception => context.tree.span(exception).end,
        };
        let place = Span::new(handler.span.start, end);
        let finding = context.at_span(&RULE, place, "this clause catches the cancellation and does not raise it again");
        found.push(mended(finding, handler));
    });
}

fn catches(context: &Context<'_, '_>, handler: &Handler) -> bool {
    handler.exception == ExprId::NONE
        || caught(context, handler.exception).iter().any(|class| catches_cancellation(context, class))
}

/// Raises on some path, asks for the cancellations of the task, or keeps the exception to raise it later.
fn passes_on(context: &Context<'_, '_>, handler: &Handler) -> bool {
    let tree = context.tree;
    let mut raises = false;
    let mut kept: Vec<Name> = Vec::new();
    statements(&handler.body, &mut |stmt| match &stmt.kind {
        StmtKind::Raise(..) => raises = true,
        StmtKind::Assign(targets, value) => {
            if handler.name.is_some_and(|name| tree.expr(*value) == Expr::Name(name)) {
                kept.extend(tree.list(*targets).iter().filter_map(|target| match tree.expr(*target) {
                    Expr::Name(name) => Some(name),
                    _ => None,
                }));
            }
        }
        _ => {}
    });
    statements(context.body(), &mut |stmt| {
        if let StmtKind::Raise(exception, _) = &stmt.kind
            && let Expr::Name(name) = tree.expr(*exception)
        {
            raises |= kept.contains(&name);
        }
    });
    raises
        || expressions(context, span_of(&handler.body)).iter().any(|id| match tree.expr(*id) {
            Expr::Attribute(_, name) => tree.names.text(name) == "cancelling",
            _ => false,
        })
}

/// A `raise` as the last line, in the place of one that does nothing or goes on.
fn mended(finding: RawFinding, handler: &Handler) -> RawFinding {
    const TITLE: &str = "raise it again";
    let Some(last) = handler.body.last() else { return finding };
    match last.kind {
        StmtKind::Pass | StmtKind::Continue | StmtKind::Break | StmtKind::Return(ExprId::NONE) => {
            finding.mended(TITLE, vec![crate::text::Edit::replace(last.span, "raise")])
        }
        StmtKind::Return(_) => finding,
        _ => finding.continued(TITLE, last.span, "raise"),
    }
}
