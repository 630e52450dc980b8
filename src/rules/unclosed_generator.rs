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
        let iterated = context.type_of(node.iter);
        let generator = |member: &Type| matches!(member, Type::AsyncGenerator(..));
        let is_generator = || iterated.every(generator) && is_nobody_elses(context, node.iter);
        if node.is_async
            && (is_generator() || iterated.every(|member| makes_generator(context, member)))
            && leaves(context.tree, &node.body, Inside::default())
        {
            let message = "leaving this loop early leaves the generator open: nobody closes it";
            let span = Span::new(stmt.span.start, context.tree.span(node.iter).end);
            found.push(context.at_span(&RULE, span, message));
        }
    }
}

/// Whether iterating an instance makes a generator for this loop alone: `async def __aiter__(self): yield 1`.
fn makes_generator(context: &Context<'_, '_>, member: &Type) -> bool {
    context.evaluate(|ev| {
        ev.special(member, "__aiter__").is_some_and(|(func, _)| {
            let function = ev.function_of(func);
            ev.program.is_project(func.module) && function.is_async && function.is_generator
        })
    })
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
    /// A `raise` is caught in here, or passes on what the body has raised anyway.
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
            let handled = Inside { handled: true, ..inside };
            leaves(tree, &node.body, handled)
                || node.handlers.iter().any(|handler| leaves(tree, &handler.body, handled))
                || leaves(tree, &node.orelse, inside)
                || leaves(tree, &node.finalbody, inside)
        }
        StmtKind::Class(_) => false,
        _ => blocks(tree, stmt).into_iter().any(|block| leaves(tree, block, inside)),
    })
}
