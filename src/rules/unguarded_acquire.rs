//! Rule page: skills/python-async-patterns/references/rules/unguarded-acquire.md

use super::scopes::is_async_lock;
use super::syntax::{blocks, expressions, following, receiver_of, span_of, takes_cancellation, within};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, ExprId, Stmt, StmtKind};
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
        let rest = following(context, stmt);
        if held(context, &name, &rest) == Held::AtRisk && !is_guarded(context, &name, stmt.span) {
            found.push(context.at(&RULE, value, format!("an exception before `{name}.release()` leaves it locked")));
        }
    }
}

/// How a lock that was acquired fares in what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    /// Something that can fail comes before a release.
    AtRisk,
    /// It is released, or control leaves with it.
    NoMore,
    /// It is still held where the statements end.
    Still,
}

fn held(context: &Context<'_, '_>, name: &str, rest: &[&Stmt]) -> Held {
    let can_fail = |span: Span| {
        let found = expressions(context, span);
        found.iter().any(|id| matches!(context.tree.expr(*id), Expr::Call(_) | Expr::Await(_)))
    };
    let mut fails = false;
    for stmt in rest {
        if releases(context, name, stmt.span).is_empty() {
            fails |= can_fail(stmt.span);
            if matches!(stmt.kind, StmtKind::Return(_) | StmtKind::Raise(..)) {
                return Held::NoMore;
            }
            continue;
        }
        let mut blocks = blocks(context.tree, stmt);
        if matches!(stmt.kind, StmtKind::Try(_)) {
            blocks.retain(|block| !block.is_empty());
        }
        let head = blocks.iter().find_map(|block| block.first()).map_or(stmt.span.start, |first| first.span.start);
        if fails || can_fail(Span::new(stmt.span.start, head)) {
            return Held::AtRisk;
        }
        let is_optional = matches!(stmt.kind, StmtKind::For(_) | StmtKind::While(_) | StmtKind::Match(_));
        let mut state = if is_optional { Held::Still } else { Held::NoMore };
        for block in blocks {
            let span = span_of(block);
            // What a handler does about it is not done for a cancellation, unless the lock is guarded.
            let is_tried = matches!(&stmt.kind, StmtKind::Try(node) if span == span_of(&node.body));
            if releases(context, name, span).is_empty() && can_fail(span) {
                if is_tried {
                    return Held::AtRisk;
                }
                fails = true;
            }
            match held(context, name, &block.iter().collect::<Vec<_>>()) {
                Held::AtRisk => return Held::AtRisk,
                Held::Still => state = Held::Still,
                Held::NoMore => {}
            }
        }
        if state == Held::NoMore {
            return Held::NoMore;
        }
    }
    Held::Still
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
