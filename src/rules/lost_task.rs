//! Rule page: skills/python-async-patterns/references/rules/lost-task.md

use super::mend::keeping;
use super::usage::{self, Reads, Use};
use super::{Check, Context, RawFinding, Rule};
use crate::catalogue::Marker;
use crate::python::{Argument, Expr, ExprId, FunctionId, Owner, Tree};
use crate::semantic::body::returned_values;
use crate::semantic::calls::Passed;
use crate::semantic::evaluate::{Evaluator, Frame};
use crate::semantic::{FuncRef, Type};

pub(super) static RULE: Rule = rule! {
    code: "AW301", name: "lost-task", category: Orphan,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["RUF006", "ASYNC300", "S7502", "unused-awaitable"],
    check: Check::Body(check),
};

/// Helpers that return the task of a helper: deeper than this nobody looks.
const DEEPEST_HELPER: u32 = 5;

/// Attributes of a task that do not keep it.
const NOT_KEEPING: &[&str] = &["add_done_callback", "set_name", "get_name"];

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for (id, how) in context.uses() {
        if let Expr::Await(awaited) = context.tree.expr(*id)
            && hands_out_when_awaited(context, awaited)
            && lost(context, *how).is_some()
        {
            found.push(context.at(&RULE, *id, "the helper gives its task back, and nobody keeps it"));
        }
        let Some((func, _)) = context.call(*id) else { continue };
        let callee = context.type_of(func);
        let is_made = makes_task(context, callee)
            || is_on_loop(context, *id)
            || shields_coroutine(context, *id)
            || is_handed_back(context, *id);
        if is_made {
            if is_somebody_elses(context, *id) {
                continue;
            }
            if let Some(why) = lost(context, *how) {
                let finding = context.at(&RULE, *id, why);
                let dropped = *how == Use::Dropped;
                found.push(if dropped { keeping(context, finding, *id) } else { finding });
            }
        } else if let Some(callback) = context.marked_argument(*id, scheduled)
            && makes_task(context, context.type_of(callback))
        {
            let place = match context.tree.expr(callback) {
                Expr::Lambda(lambda) => made_by(context.tree, lambda).unwrap_or(*id),
                _ => *id,
            };
            found.push(context.at(&RULE, place, "the callback makes a task that nobody keeps"));
        }
    }
}

/// What a lambda gives.
fn made_by(tree: &Tree, lambda: FunctionId) -> Option<ExprId> {
    let mut values = Vec::new();
    returned_values(&tree.function(lambda).body, &mut values);
    values.first().copied()
}

fn scheduled(marker: &Marker) -> Option<&str> {
    match marker {
        Marker::Schedules(parameter) => Some(parameter),
        _ => None,
    }
}

/// `await helper()`, where the helper makes a task and returns it.
fn hands_out_when_awaited(context: &Context<'_, '_>, awaited: ExprId) -> bool {
    let Some((func, _)) = context.call(awaited) else { return false };
    let callees = context.evaluate(|ev| ev.callees(context.type_of(func)));
    !callees.is_empty()
        && callees.iter().all(|callee| {
            let is_async = context.evaluate(|ev| ev.function_of(callee.func).is_async);
            let ours = context.program.is_project(callee.func.module);
            is_async && ours && context.evaluate(|ev| returns_task(ev, callee.func, 0))
        })
}

/// `loop.create_task(work())` on a loop that nobody annotates: what takes a coroutine by that name is one.
fn is_on_loop(context: &Context<'_, '_>, call: ExprId) -> bool {
    const LOOPS: &[&str] = &["loop", "_loop", "event_loop", "_event_loop"];
    let Some((func, [coroutine, ..])) = context.call(call) else { return false };
    let Expr::Attribute(receiver, method) = context.tree.expr(func) else { return false };
    let (Expr::Name(name) | Expr::Attribute(_, name)) = context.tree.expr(receiver) else { return false };
    context.tree.names.text(method) == "create_task"
        && LOOPS.contains(&context.tree.names.text(name))
        && matches!(context.type_of(receiver), Type::Unknown | Type::Parameter(..) | Type::Derived(_))
        && context.type_of(coroutine.value).every(|member| matches!(member, Type::Coroutine(..)))
}

/// `watched(create_task(work()))`, where the helper gives back the task that it was passed.
fn is_handed_back(context: &Context<'_, '_>, call: ExprId) -> bool {
    let (Some(func), Some((_, arguments))) = (context.func, context.call(call)) else { return false };
    let is_call = |argument: &Argument| matches!(context.tree.expr(argument.value), Expr::Call(_));
    arguments.iter().any(is_call) && context.evaluate(|ev| hands_back_fresh(ev, func, call, 0))
}

/// `asyncio.shield(work())` makes a task of the coroutine.
fn shields_coroutine(context: &Context<'_, '_>, call: ExprId) -> bool {
    let Some((_, [shielded])) = context.call(call) else { return false };
    context.type_of(shielded.value).every(|member| matches!(member, Type::Coroutine(..)))
        && context.callee_name(call) == Some("asyncio.shield")
}

/// Whether the call wraps a future that exists already: whoever has that one keeps it.
fn is_somebody_elses(context: &Context<'_, '_>, call: ExprId) -> bool {
    let name = context.callee_name(call);
    if name != Some("asyncio.ensure_future") {
        return false;
    }
    let Some((_, [wrapped, ..])) = context.call(call) else { return false };
    // `ensure_future(gather(..))`: the future that it wraps was made for it.
    if let Some((inner, _)) = context.call(wrapped.value)
        && (makes_task(context, context.type_of(inner)) || shields_coroutine(context, wrapped.value))
    {
        return false;
    }
    if context.is_one_of(context.type_of(wrapped.value), &[context.known().future]) {
        return true;
    }
    match context.tree.expr(wrapped.value) {
        Expr::Name(_) => Reads::of(context, wrapped.value)
            .is_none_or(|reads| reads.elsewhere || reads.own.iter().any(|(read, _)| *read != wrapped.value)),
        Expr::Attribute(..) | Expr::Subscript(..) => true,
        _ => false,
    }
}

fn makes_task(context: &Context<'_, '_>, callee: &Type) -> bool {
    if matches!(callee, Type::Class(class) if Some(*class) == context.known().task) {
        return true;
    }
    let callable = |member: &Type| matches!(member, Type::Function(..) | Type::Method(..));
    callee.some(callable) && context.evaluate(|ev| spawns(ev, callee, 0))
}

/// Why a task that is used so may vanish.
fn lost(context: &Context<'_, '_>, how: Use) -> Option<&'static str> {
    match how {
        Use::Dropped => Some("nobody keeps this task: it can vanish before it has ended"),
        Use::Attribute(name) if context.tree.names.text(name) == "add_done_callback" => {
            Some("a callback does not keep its task: it can vanish before it has ended")
        }
        Use::Bound(target) => {
            let reads = Reads::of(context, target)?;
            let keeps = |how| keeps(context.tree, how) && !is_held_weakly(context, how);
            let forgotten = !reads.elsewhere && !reads.own.iter().any(|(_, how)| keeps(*how));
            forgotten.then_some("nobody reads the name of this task: it can vanish when the function returns")
        }
        Use::Passed(_) => is_held_weakly(context, how)
            .then_some("a weak set does not keep its tasks: it can vanish before it has ended"),
        _ => None,
    }
}

/// Whether the value goes into a weak set.
fn is_held_weakly(context: &Context<'_, '_>, how: Use) -> bool {
    let Use::Passed(call) = how else { return false };
    let Some((func, _)) = context.call(call) else { return false };
    let Expr::Attribute(receiver, name) = context.tree.expr(func) else { return false };
    context.tree.names.text(name) == "add"
        && context.is_one_of(context.type_of(receiver), &[context.known().weak_set])
}

fn keeps(tree: &Tree, how: Use) -> bool {
    match how {
        Use::Attribute(name) => !NOT_KEEPING.contains(&tree.names.text(name)),
        _ => true,
    }
}

/// Whether calling `callee` makes a task that nobody but its caller has.
fn spawns(ev: &mut Evaluator<'_>, callee: &Type, depth: u32) -> bool {
    callee.every(|member| matches!(member, Type::Function(..) | Type::Method(..)))
        && ev.callees(callee).iter().all(|callee| {
            if ev.program.is_project(callee.func.module) {
                hands_out(ev, callee.func, depth)
            } else {
                ev.program.markers(callee.func).iter().any(|marker| matches!(marker, Marker::Spawns(_)))
            }
        })
}

/// Whether the function returns a task that it has just made and does not keep.
fn hands_out(ev: &mut Evaluator<'_>, func: FuncRef, depth: u32) -> bool {
    let function = ev.function_of(func);
    !function.is_async && returns_task(ev, func, depth)
}

fn returns_task(ev: &mut Evaluator<'_>, func: FuncRef, depth: u32) -> bool {
    let function = ev.function_of(func);
    if function.is_generator || depth >= DEEPEST_HELPER {
        return false;
    }
    let mut values = Vec::new();
    returned_values(&function.body, &mut values);
    !values.is_empty() && values.into_iter().all(|value| is_fresh(ev, func, value, depth))
}

fn is_fresh(ev: &mut Evaluator<'_>, func: FuncRef, value: ExprId, depth: u32) -> bool {
    let tree = ev.tree(func.module);
    match tree.expr(value) {
        Expr::Call(call) => {
            let callee = ev.expr(&Frame::function(func), tree.call(call).func);
            spawns(ev, &callee, depth + 1) || hands_back_fresh(ev, func, value, depth + 1)
        }
        Expr::Name(name) => {
            let program = ev.program;
            let scopes = &program.module(func.module).scopes;
            let (_, bindings) = scopes.lookup(Owner::Function(func.function), tree.names.hash(name));
            let made_here = bindings.iter().all(|binding| {
                let made = binding.bound.expression();
                made.is_some_and(|made| {
                    matches!(tree.expr(made), Expr::Call(_)) && is_fresh(ev, func, made, depth)
                })
            });
            if bindings.is_empty() || !made_here {
                return false;
            }
            let mut uses = Vec::new();
            usage::of_block(tree, &tree.function(func.function).body, &mut uses);
            Reads::of_name(tree, &uses, func, value).is_some_and(|reads| {
                let only_returned = |(_, how): &(ExprId, Use)| *how == Use::Returned || !keeps(tree, *how);
                !reads.elsewhere && reads.own.iter().all(only_returned)
            })
        }
        _ => false,
    }
}

/// Whether what is called in `func` gives back a task that was made for the call, and does not keep it.
fn hands_back_fresh(ev: &mut Evaluator<'_>, func: FuncRef, call: ExprId, depth: u32) -> bool {
    let tree = ev.tree(func.module);
    let Expr::Call(index) = tree.expr(call) else { return false };
    let (head, arguments) = (tree.call(index).func, tree.arguments(tree.call(index)));
    let frame = Frame::function(func);
    let callee = ev.expr(&frame, head);
    let [callee] = &ev.callees(&callee)[..] else { return false };
    let passed = Passed { tree, arguments, types: &[], frame: &frame };
    let Some(number) = handed_back(ev, callee.func)
        .and_then(|index| ev.argument_of(callee.func, callee.receiver.is_some(), &passed, index))
    else {
        return false;
    };
    depth < DEEPEST_HELPER && is_fresh(ev, func, arguments[number].value, depth)
}

/// The parameter that a function of the project returns, if it does not keep it.
fn handed_back(ev: &mut Evaluator<'_>, func: FuncRef) -> Option<u16> {
    if !ev.program.is_project(func.module) {
        return None;
    }
    let tree = ev.tree(func.module);
    let function = tree.function(func.function);
    if function.is_async || function.is_generator {
        return None;
    }
    let mut values = Vec::new();
    returned_values(&function.body, &mut values);
    let first = *values.first()?;
    let Expr::Name(name) = tree.expr(first) else { return None };
    let index = function.parameters.iter().position(|parameter| parameter.name == name)?;
    let all_same = values.iter().all(|value| tree.expr(*value) == Expr::Name(name));
    let mut uses = Vec::new();
    usage::of_block(tree, &function.body, &mut uses);
    let is_rebound = uses.iter().any(|(id, how)| tree.expr(*id) == Expr::Name(name) && *how == Use::Target);
    let reads = Reads::of_name(tree, &uses, func, first)?;
    let only_returned = |(_, how): &(ExprId, Use)| *how == Use::Returned || !keeps(tree, *how);
    let is_kept = reads.elsewhere || !reads.own.iter().all(only_returned);
    (all_same && !is_rebound && !is_kept).then(|| u16::try_from(index).ok())?
}
