//! Rule page: skills/python-async-patterns/references/rules/sync-with-lock.md

use super::scopes::is_async_lock;
use super::syntax::place_of_with;
use super::{Check, Context, RawFinding, Rule};
use crate::python::StmtKind;
use crate::semantic::Type;
use crate::text::Edit;

pub(super) static RULE: Rule = rule! {
    code: "AW503", name: "sync-with-lock", category: Lock,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["E1145"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::With(node) = &stmt.kind else { continue };
        if node.is_async {
            continue;
        }
        let locks = node.items.iter().filter(|item| is_refused(context, context.type_of(item.context)));
        match locks.count() {
            0 => {}
            count => {
                let place = place_of_with(context.tree, stmt, node);
                let finding =
                    context.at_span(&RULE, place, "a lock of coroutines is taken with `async with`; a plain `with` raises");
                found.push(if context.is_async() && count == node.items.len() {
                    finding.mended("use `async with`", vec![Edit::insert(stmt.span.start, "async ")])
                } else {
                    finding
                });
            }
        }
    }
}

fn is_refused(context: &Context<'_, '_>, value: &Type) -> bool {
    is_async_lock(context, value) && value.every(|member| context.special(member, "__enter__").is_none())
}
