//! Rule page: skills/python-async-patterns/references/rules/needless-async.md

use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, Function, Owner, StmtKind};
use crate::semantic::body::each_statement;

pub(super) static RULE: Rule = rule! {
    code: "AW821", name: "needless-async", category: NeedlessAsync,
    severity: Info, on_by_default: false, fix: Never,
    same_as: ["RUF029", "ASYNC124", "S7503"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    let Some(function) = context.function() else { return };
    if !function.is_async || function.is_generator || !function.decorators.is_empty() || function.body.is_empty() {
        return;
    }
    let name = context.tree.names.text(function.name);
    if name.starts_with("test") || name.starts_with("__") || is_demanded(context, function) {
        return;
    }
    let mut waits = context.expressions().iter().any(|id| match context.tree.expr(*id) {
        Expr::Await(_) => true,
        Expr::Comprehension(index) => {
            context.tree.comprehensions[index as usize].clauses.iter().any(|clause| clause.is_async)
        }
        _ => false,
    });
    each_statement(&function.body, &mut |kind| {
        waits |= match kind {
            StmtKind::For(node) => node.is_async,
            StmtKind::With(node) => node.is_async,
            StmtKind::Raise(..) => function.body.len() == 1,
            _ => false,
        };
    });
    if !waits {
        found.push(context.at_span(&RULE, function.name_span, "this coroutine function never waits for anything"));
    }
}

/// Whether something else wants a coroutine function here: a base class, or whoever it is handed to.
fn is_demanded(context: &Context<'_, '_>, function: &Function) -> bool {
    let tree = context.tree;
    if let Owner::Class(class) = function.owner {
        return !tree.class(class).bases.is_empty();
    }
    context.program.handed_on(context.module).contains(&function.name)
}
