//! Rule page: skills/python-async-patterns/references/rules/throwaway-lock.md

use super::scopes::async_locks;
use super::syntax::{place_of_with, statements};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{Expr, ExprId, Name, StmtKind};
use crate::semantic::body::returned_values;
use crate::semantic::evaluate::Frame;
use crate::semantic::{FuncRef, Type};

pub(super) static RULE: Rule = rule! {
    code: "AW502", name: "throwaway-lock", category: Lock,
    severity: Error, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::Coroutine(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::With(node) = &stmt.kind else { continue };
        let lonely = |manager: ExprId| match context.tree.expr(manager) {
            Expr::Call(_) => is_fresh(context, manager),
            Expr::Name(name) => is_local(context, name),
            _ => false,
        };
        if node.is_async && node.items.iter().any(|item| lonely(item.context)) {
            let place = place_of_with(context.tree, stmt, node);
            found.push(context.at_span(&RULE, place, "nobody else can reach this lock, so it excludes nobody"));
        }
    }
}

/// `asyncio.Lock()`, or a call of a function that does nothing but return such.
fn is_fresh(context: &Context<'_, '_>, value: ExprId) -> bool {
    let Some((func, _)) = context.call(value) else { return false };
    match context.type_of(func) {
        Type::Function(func, _) | Type::Method(func, _) => makes_locks(context, *func),
        callee => is_lock_class(context, callee),
    }
}

fn is_lock_class(context: &Context<'_, '_>, value: &Type) -> bool {
    matches!(value, Type::Class(class) if async_locks(context).iter().any(|lock| context.is_subclass(*class, *lock)))
}

fn makes_locks(context: &Context<'_, '_>, func: FuncRef) -> bool {
    if !context.program.is_project(func.module) {
        return false;
    }
    let tree = &context.program.module(func.module).tree;
    let function = tree.function(func.function);
    if function.is_async || !function.decorators.is_empty() {
        return false;
    }
    let mut values = Vec::new();
    returned_values(&function.body, &mut values);
    !values.is_empty()
        && values.iter().all(|value| match tree.expr(*value) {
            Expr::Call(call) => {
                let callee = context.evaluate(|ev| ev.expr(&Frame::function(func), tree.call(call).func));
                is_lock_class(context, &callee)
            }
            _ => false,
        })
}

/// A name that this function binds to fresh locks only, and only enters.
fn is_local(context: &Context<'_, '_>, name: Name) -> bool {
    let Some(function) = context.function() else { return false };
    let tree = context.tree;
    let (mut made, mut entered) = (0, 0);
    let mut foreign = false;
    statements(tree, &function.body, &mut |stmt| match &stmt.kind {
        StmtKind::Assign(targets, value) => {
            if let [target] = tree.list(*targets)
                && tree.expr(*target) == Expr::Name(name)
                && is_fresh(context, *value)
            {
                made += 1;
            }
        }
        StmtKind::With(node) => {
            entered += node.items.iter().filter(|item| tree.expr(item.context) == Expr::Name(name)).count();
        }
        StmtKind::Global(names) | StmtKind::Nonlocal(names) => foreign |= names.contains(&name),
        _ => {}
    });
    // Nested functions share the range: a captured name is one that others reach.
    let uses = (function.exprs.0.0..function.exprs.1.0)
        .filter(|id| tree.expr(ExprId(*id)) == Expr::Name(name))
        .count();
    made > 0 && !foreign && uses == made + entered
}
