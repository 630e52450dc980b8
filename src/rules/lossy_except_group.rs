//! Rule page: skills/python-async-patterns/references/rules/lossy-except-group.md

use super::syntax::{caught, expressions, span_of, statements};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, ExprId, Handler, Name, StmtKind};
use crate::semantic::Type;
use crate::text::Span;

pub(super) static RULE: Rule = rule! {
    code: "AW902", name: "lossy-except-group", category: ExceptionGroup,
    severity: Warning, on_by_default: true, fix: Never,
    same_as: ["ASYNC123"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::Try(node) = &stmt.kind else { continue };
        if node.is_star {
            continue;
        }
        for handler in &node.handlers {
            let Some(name) = handler.name else { continue };
            if catches_groups(context, handler) && loses(context, handler, name) {
                let place = Span::new(handler.span.start, context.tree.span(handler.exception).end);
                let message = "one exception is taken out of the group, and the others are lost";
                found.push(context.at_span(&RULE, place, message).instead("except*"));
            }
        }
    }
}

fn catches_groups(context: &Context<'_, '_>, handler: &Handler) -> bool {
    let group = context.known().base_exception_group;
    caught(context, handler.exception)
        .iter()
        .all(|class| matches!(class, Type::Class(class) if context.is_subclass(*class, group)))
}

/// Whether the group is only looked at in part.
fn loses(context: &Context<'_, '_>, handler: &Handler, name: Name) -> bool {
    let tree = context.tree;
    let ids = expressions(context, span_of(&handler.body));
    let mut raises_again = false;
    let mut forgotten = false;
    let mut first_raised = None;
    statements(context.tree, &handler.body, &mut |stmt| match &stmt.kind {
        // The first round of `for error in group.exceptions: raise error` is the last.
        StmtKind::For(node) if node.body.iter().any(|inner| matches!(inner.kind, StmtKind::Raise(..))) => {
            first_raised = Some(node.iter);
        }
        StmtKind::Raise(ExprId::NONE, _) => raises_again = true,
        StmtKind::Assign(targets, value) => forgotten |= forgets_rest(context, tree.list(*targets), *value, name),
        _ => {}
    });
    // Attributes of the group, and those of them of which one item is taken.
    let of_group: Vec<(ExprId, &str)> = ids
        .iter()
        .filter_map(|id| match tree.expr(*id) {
            Expr::Attribute(value, attribute) if tree.expr(value) == Expr::Name(name) => {
                Some((*id, tree.names.text(attribute)))
            }
            _ => None,
        })
        .collect();
    let items: Vec<ExprId> = ids
        .iter()
        .filter_map(|id| match tree.expr(*id) {
            Expr::Subscript(value, index) if matches!(tree.expr(index), Expr::Int(_) | Expr::Unary(..)) => Some(value),
            _ => None,
        })
        .collect();
    let uses = ids.iter().filter(|id| tree.expr(**id) == Expr::Name(name)).count();
    let whole = uses > of_group.len();
    let is_item = |id: &ExprId| items.contains(id);
    let (mut one, mut all, mut other) = (false, false, false);
    for (id, attribute) in &of_group {
        match *attribute {
            "exceptions" if is_item(id) || first_raised == Some(*id) => one = true,
            "exceptions" => all = true,
            "split" => other = true,
            "subgroup" => one = true,
            _ => {}
        }
    }
    !raises_again && !whole && !all && (forgotten || (one && !other))
}

/// `known, rest = group.split(..)` whose rest is never read.
fn forgets_rest(context: &Context<'_, '_>, targets: &[ExprId], value: ExprId, group: Name) -> bool {
    let tree = context.tree;
    let is_split = super::syntax::receiver_of(context, value, "split")
        .is_some_and(|receiver| tree.expr(receiver) == Expr::Name(group));
    let [target] = targets else { return false };
    let Expr::Tuple(items) = tree.expr(*target) else { return false };
    let [_, rest] = tree.list(items) else { return false };
    let body = expressions(context, span_of(context.body()));
    is_split && body.iter().filter(|id| tree.expr(**id) == tree.expr(*rest)).count() == 1
}
