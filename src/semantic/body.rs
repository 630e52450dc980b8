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

/// Whether control never comes back from the body, as far as its outline tells: the last statement raises, and none returns.
pub(crate) fn always_raises(body: &Block) -> bool {
    let raises = body.last().is_some_and(|last| matches!(last.kind, StmtKind::Raise(..)));
    let mut returns = false;
    if raises {
        each_statement(body, &mut |kind| returns |= matches!(kind, StmtKind::Return(_)));
    }
    raises && !returns
}

/// What fails where no event loop runs.
pub(super) const RUNNING_LOOP: &[&str] = &["get_running_loop", "current_task", "current_async_library"];

/// Whether one of these functions is called as a statement or on the right of an assignment: it fails where there is no loop.
pub(super) fn asks_for_loop(tree: &Tree, body: &Block, names: &[&str]) -> bool {
    body.iter().any(|stmt| {
        let (StmtKind::Expr(value) | StmtKind::Assign(_, value) | StmtKind::Return(value)) = stmt.kind else {
            return false;
        };
        let mut value = value;
        // `return get_running_loop() is not None`
        if let Expr::Compare(_, left, _) = tree.expr(value) {
            value = left;
        }
        let Expr::Call(call) = tree.expr(value) else { return false };
        match tree.expr(tree.call(call).func) {
            Expr::Name(name) | Expr::Attribute(_, name) => names.contains(&tree.names.text(name)),
            _ => false,
        }
    })
}

/// Whether the body tells whether an event loop runs: it looks for one, and returns `False` where that fails.
pub(crate) fn tells_whether_running(tree: &Tree, body: &Block) -> bool {
    let mut fails = Vec::new();
    let mut asks = false;
    for stmt in body {
        let StmtKind::Try(node) = &stmt.kind else { continue };
        if asks_for_loop(tree, &node.body, RUNNING_LOOP) {
            asks = true;
            node.handlers.iter().for_each(|handler| returned_values(&handler.body, &mut fails));
        }
    }
    let mut all = Vec::new();
    returned_values(body, &mut all);
    let says_no = |value: &ExprId| tree.expr(*value) == Expr::Bool(false);
    asks && !fails.is_empty()
        && fails.iter().all(says_no)
        && all.len() > fails.len()
        && !all.iter().any(|value| says_no(value) && !fails.contains(value))
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
