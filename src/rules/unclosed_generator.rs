//! Rule page: skills/python-async-patterns/references/rules/unclosed-generator.md

use super::syntax::blocks;
use super::usage::{Reads, Use};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Block, Expr, ExprId, StmtKind, Tree};
use crate::semantic::Type;
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW801", name: "unclosed-generator", category: GeneratorCleanup,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: ["ASYNC900"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::For(node) = &stmt.kind else { continue };
        let generator = |member: &Type| matches!(member, Type::AsyncGenerator(..));
        if node.is_async
            && context.type_of(node.iter).every(generator)
            && is_nobody_elses(context, node.iter)
            && leaves(context.tree, &node.body, Inside::default())
        {
            let message = "leaving this loop early leaves the generator open: nobody closes it";
            let span = Span::new(stmt.span.start, context.tree.span(node.iter).end);
            found.push(context.at_span(&RULE, span, message));
        }
    }
}

/// Whether nothing but the loop has the generator: it is made in its head, or bound to a name that is read there only.
fn is_nobody_elses(context: &Context<'_, '_>, iterated: ExprId) -> bool {
    match context.tree.expr(iterated) {
        Expr::Call(_) => true,
        Expr::Name(_) => {
            let assigned = context.uses().iter().any(|(id, how)| {
                matches!(how, Use::Bound(target) if context.tree.expr(*target) == context.tree.expr(iterated))
                    && context.call(*id).is_some()
            });
            assigned
                && Reads::of(context, iterated).is_some_and(|reads| reads.own.len() == 1 && !reads.elsewhere)
        }
        _ => false,
    }
}

/// What stands between a statement and the loop.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    inner_loop: bool,
    handled: bool,
}

/// Whether the body of a loop leaves it before its iterator has ended.
fn leaves(tree: &Tree, body: &Block, inside: Inside) -> bool {
    let is_left = |body: &Block, orelse: &Block| {
        leaves(tree, body, Inside { inner_loop: true, ..inside }) || leaves(tree, orelse, inside)
    };
    body.iter().any(|stmt| match &stmt.kind {
        StmtKind::Return(_) => true,
        StmtKind::Break => !inside.inner_loop,
        StmtKind::Raise(..) => !inside.handled,
        StmtKind::For(node) => is_left(&node.body, &node.orelse),
        StmtKind::While(node) => is_left(&node.body, &node.orelse),
        StmtKind::Try(node) if !node.handlers.is_empty() => {
            let rest = blocks(tree, stmt).into_iter().skip(1);
            leaves(tree, &node.body, Inside { handled: true, ..inside })
                || rest.into_iter().any(|block| leaves(tree, block, inside))
        }
        StmtKind::Class(_) => false,
        _ => blocks(tree, stmt).into_iter().any(|block| leaves(tree, block, inside)),
    })
}
