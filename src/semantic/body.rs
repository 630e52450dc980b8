//! The statements of a body, as a whole.

use crate::python::{Block, Expr, ExprId, StmtKind, Tree};

/// The values of the `return` statements of a body, nested functions left out.
pub(crate) fn returned_values(body: &Block, values: &mut Vec<ExprId>) {
    each_statement(body, &mut |kind| {
        if let StmtKind::Return(value) = kind
            && *value != ExprId::NONE
        {
            values.push(*value);
        }
    });
}

/// The values of `yield` as a statement or on the right of an assignment.
pub(crate) fn yielded(tree: &Tree, body: &Block, values: &mut Vec<ExprId>) {
    each_statement(body, &mut |kind| {
        let (StmtKind::Expr(value) | StmtKind::Assign(_, value)) = kind else { return };
        if let Expr::Yield(value) = tree.expr(*value)
            && value != ExprId::NONE
        {
            values.push(value);
        }
    });
    // `return (.. for ..)`, and nothing else.
    if let [only] = &body[..]
        && let StmtKind::Return(value) = only.kind
        && let Expr::Comprehension(index) = tree.expr(value)
    {
        values.push(tree.comprehensions[index as usize].element);
    }
}

/// What is entered and not left while a context manager with this body has yielded: the managers around its `yield`.
pub(crate) fn held_while_yielding(tree: &Tree, body: &Block) -> Vec<ExprId> {
    let mut held = Vec::new();
    each_statement(body, &mut |kind| {
        let StmtKind::With(node) = kind else { return };
        let mut yields = false;
        each_statement(&node.body, &mut |inner| {
            if let StmtKind::Expr(value) | StmtKind::Assign(_, value) = inner {
                yields |= matches!(tree.expr(*value), Expr::Yield(_));
            }
        });
        if yields {
            held.extend(node.items.iter().map(|item| item.context));
        }
    });
    held
}

/// Every statement of a body, nested blocks included, nested functions and classes not.
pub(crate) fn each_statement<'t>(body: &'t Block, visit: &mut dyn FnMut(&'t StmtKind)) {
    for stmt in body {
        visit(&stmt.kind);
        match &stmt.kind {
            StmtKind::If(node) => {
                each_statement(&node.body, visit);
                each_statement(&node.orelse, visit);
            }
            StmtKind::While(node) => {
                each_statement(&node.body, visit);
                each_statement(&node.orelse, visit);
            }
            StmtKind::For(node) => {
                each_statement(&node.body, visit);
                each_statement(&node.orelse, visit);
            }
            StmtKind::With(node) => each_statement(&node.body, visit),
            StmtKind::Try(node) => {
                each_statement(&node.body, visit);
                node.handlers.iter().for_each(|handler| each_statement(&handler.body, visit));
                each_statement(&node.orelse, visit);
                each_statement(&node.finalbody, visit);
            }
            StmtKind::Match(node) => node.cases.iter().for_each(|case| each_statement(&case.body, visit)),
            _ => {}
        }
    }
}
