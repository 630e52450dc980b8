//! Task groups, timeouts, cancel scopes and locks: which `with` opens one, and which kinds of objects serve which statement.

use super::Context;
use crate::python::{ExprId, With};
use crate::semantic::evaluate::{Evaluator, Frame};
use crate::semantic::{ClassRef, Type};

/// Whether entering the value gives an instance of one of these classes.
fn gives(context: &Context<'_, '_>, id: ExprId, is_async: bool, classes: &[Option<ClassRef>]) -> bool {
    let entered = context.evaluate(|ev| ev.entered(context.type_of(id), is_async));
    context.is_one_of(&entered, classes)
}

/// Whether the `with` opens a task group of asyncio or anyio, or a nursery of trio; gives its context expression and the target.
pub(super) fn opened_group(context: &Context<'_, '_>, with: &With) -> Option<(ExprId, ExprId)> {
    let groups = context.known().task_groups();
    let mut items = with.items.iter().filter(|_| with.is_async);
    let group = items.find(|item| gives(context, item.context, true, &groups))?;
    Some((group.context, group.target))
}

/// Whether the `with` opens something that cancels the code inside it.
pub(super) fn cancels(context: &Context<'_, '_>, with: &With) -> bool {
    let known = context.known();
    let edge = [known.task_group, known.timeout];
    with.items.iter().any(|item| with.is_async && gives(context, item.context, true, &edge))
        || keeps_cancelled(context, with)
}

/// Whether the `with` opens a scope of anyio or trio: once cancelled, it cancels every further `await` inside it.
pub(super) fn keeps_cancelled(context: &Context<'_, '_>, with: &With) -> bool {
    let known = context.known();
    let (groups, scopes) =
        ([known.anyio_task_group, known.trio_nursery], [known.cancel_scope, known.trio_cancel_scope]);
    let classes: &[_] = if with.is_async { &groups } else { &scopes };
    with.items.iter().any(|item| gives(context, item.context, with.is_async, classes))
}

/// The locks that coroutines take.
pub(super) fn async_locks(context: &Context<'_, '_>) -> [Option<ClassRef>; 6] {
    let known = context.known();
    [
        known.lock,
        known.semaphore,
        known.condition,
        known.anyio_lock,
        known.anyio_semaphore,
        known.anyio_condition,
    ]
}

/// Whether the value is a lock that coroutines take, and nothing else.
pub(super) fn is_async_lock(context: &Context<'_, '_>, value: &Type) -> bool {
    context.is_one_of(value, &async_locks(context))
}

/// Whether every alternative is an instance of a class that is known to have `present` and not `absent`.
pub(super) fn has_only(context: &Context<'_, '_>, member: &Type, present: &str, absent: &[&str]) -> bool {
    let Type::Instance(class, _) = member else { return false };
    context.evaluate(|ev| {
        ev.special(member, present).is_some()
            && absent.iter().all(|name| ev.class_function(*class, name).is_none())
            && bases_are_known(ev, *class)
    })
}

/// Whether nothing can be inherited from a class that nobody has seen.
fn bases_are_known(ev: &mut Evaluator<'_>, class: ClassRef) -> bool {
    let order = ev.mro(class);
    order.iter().filter(|class| ev.program.is_project(class.module)).all(|class| {
        let tree = ev.tree(class.module);
        let node = tree.class(class.class);
        let frame = Frame::of(class.module, node.owner);
        tree.list(node.bases).iter().all(|base| matches!(ev.expr(&frame, *base), Type::Class(_)))
    })
}
