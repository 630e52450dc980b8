//! Rule page: skills/python-async-patterns/references/rules/unbounded-gather.md

use super::{Check, Context, RawFinding, Rule};
use crate::python::{ArgumentKind, Expr, ExprId, Owner, Stmt, StmtKind};
use crate::semantic::Type;
use crate::semantic::scope::{Binding, Bound, Source};

pub(super) static RULE: Rule = rule! {
    code: "AW602", name: "unbounded-gather", category: Gather,
    severity: Info, on_by_default: false, fix: Never,
    same_as: [],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for (id, _) in context.uses() {
        let Some((_, arguments)) = context.call(*id) else { continue };
        let mut starred = arguments.iter().filter(|argument| argument.kind == ArgumentKind::Star).peekable();
        if starred.peek().is_some()
            && context.callee_name(*id) == Some("asyncio.gather")
            && starred.any(|argument| starts_many(context, argument.value))
        {
            found.push(context.at(&RULE, *id, "one task for each item of an input of unknown length"));
        }
    }
}

/// Whether the expression makes a coroutine for each item of something without a known bound.
fn starts_many(context: &Context<'_, '_>, id: ExprId) -> bool {
    let tree = context.tree;
    match tree.expr(id) {
        Expr::Comprehension(index) => {
            let comprehension = &tree.comprehensions[index as usize];
            makes_coroutine(context, comprehension.element)
                && comprehension.clauses.iter().any(|clause| !is_bounded(context, clause.iter))
        }
        Expr::Call(_) => {
            let Some((_, [function, inputs @ ..])) = context.call(id) else { return false };
            let asynchronous = context.type_of(function.value).every(|member| match member {
                Type::Function(func, _) | Type::Method(func, _) => context.evaluate(|ev| ev.function_of(*func).is_async),
                _ => false,
            });
            context.callee_name(id) == Some("map")
                && asynchronous
                && inputs.iter().any(|input| !is_bounded(context, input.value))
        }
        Expr::Name(_) => {
            let values = bindings(context, id).iter().filter_map(|binding| binding.bound.expression());
            values.filter(|value| !matches!(tree.expr(*value), Expr::Name(_))).any(|value| starts_many(context, value))
                || context.statements().iter().any(|stmt| appends(context, stmt, id))
        }
        _ => false,
    }
}

fn makes_coroutine(context: &Context<'_, '_>, id: ExprId) -> bool {
    matches!(context.tree.expr(id), Expr::Call(_))
        && context.type_of(id).every(|member| {
            matches!(member, Type::Coroutine(..)) || context.is_instance(member, context.known().task)
        })
}

/// `for .. in unbounded: name.append(coroutine())`
fn appends(context: &Context<'_, '_>, stmt: &Stmt, list: ExprId) -> bool {
    let StmtKind::For(node) = &stmt.kind else { return false };
    let tree = context.tree;
    !is_bounded(context, node.iter)
        && node.body.iter().any(|stmt| {
            let StmtKind::Expr(call) = stmt.kind else { return false };
            let Some((func, [item])) = context.call(call) else { return false };
            let Expr::Attribute(receiver, name) = tree.expr(func) else { return false };
            tree.names.text(name) == "append"
                && tree.expr(receiver) == tree.expr(list)
                && makes_coroutine(context, item.value)
        })
}

/// Literals, ranges, slices, constants, and what a loop hands out piece by piece.
fn is_bounded(context: &Context<'_, '_>, id: ExprId) -> bool {
    let tree = context.tree;
    match tree.expr(id) {
        Expr::Tuple(_) | Expr::List(_) | Expr::Set(_) | Expr::Dict(_) | Expr::Str(_) => true,
        Expr::Subscript(_, index) => matches!(tree.expr(index), Expr::Slice(_)),
        Expr::Call(_) => match (context.callee_name(id), context.call(id)) {
            (Some("range" | "itertools.islice"), _) => true,
            (Some("zip"), Some((_, arguments))) => {
                arguments.iter().any(|argument| is_bounded(context, argument.value))
            }
            (Some(name), Some((_, [first, ..]))) if !name.contains('.') => {
                is_bounded(context, first.value)
            }
            _ => false,
        },
        Expr::Name(_) => {
            let found = bindings(context, id);
            !found.is_empty()
                && found.iter().all(|binding| match (binding.bound.expression(), binding.bound) {
                    (Some(value), _) => {
                        let literal = tree.expr(value);
                        // An empty list is filled later.
                        let empty = matches!(literal, Expr::List(items) if items.is_empty());
                        !matches!(literal, Expr::Name(_)) && !empty && is_bounded(context, value)
                    }
                    (None, Bound::Value(Source::Element(..), _)) => true,
                    _ => false,
                })
        }
        _ => false,
    }
}

/// What binds the name, in the function or else in its module.
fn bindings<'p>(context: &Context<'_, 'p>, id: ExprId) -> &'p [Binding] {
    let Expr::Name(name) = context.tree.expr(id) else { return &[] };
    let name = context.tree.names.hash(name);
    let scopes = &context.program.module(context.module).scopes;
    let own = context.func.map(|func| scopes.lookup(Owner::Function(func.function), name).1);
    match own {
        Some(found) if !found.is_empty() => found,
        _ => scopes.lookup(Owner::Module, name).1,
    }
}
