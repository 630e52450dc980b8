//! Rule page: skills/python-async-patterns/references/rules/sync-with.md

use super::scopes::{has_only, is_async_lock};
use super::{Check, Context, RawFinding, Rule};
use crate::python::{StmtKind, With, WithItem};
use crate::semantic::Type;
use crate::text::{Edit, Span};

pub(super) static RULE: Rule = rule! {
    code: "AW313", name: "sync-with", category: Unawaited,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["S7515", "E1145", "invalid-context-manager"],
    check: Check::Body(check),
};

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for stmt in context.statements() {
        let StmtKind::With(with) = &stmt.kind else { continue };
        let Some(item) = with.items.iter().find(|item| !with.is_async && is_asynchronous(context, **item)) else {
            continue;
        };
        let span = Span::new(stmt.span.start, context.tree.span(item.context).end);
        let message = "this context manager is asynchronous: entering it takes `async with`";
        let finding = context.at_span(&RULE, span, message);
        let mendable = context.is_async() && all_asynchronous(context, with);
        found.push(if mendable {
            finding.mended("use `async with`", vec![Edit::insert(stmt.span.start, "async ")])
        } else {
            finding
        });
    }
}

fn all_asynchronous(context: &Context<'_, '_>, with: &With) -> bool {
    with.items.iter().all(|item| is_asynchronous(context, *item))
}

/// Whether only `async with` can enter it. Plain `with` on a lock is another rule's.
fn is_asynchronous(context: &Context<'_, '_>, item: WithItem) -> bool {
    context.type_of(item.context).every(|member| match member {
        Type::Context(_, _, is_async) => *is_async,
        Type::Instance(..) => {
            has_only(context, member, "__aenter__", &["__enter__"]) && !is_async_lock(context, member)
        }
        _ => false,
    })
}
