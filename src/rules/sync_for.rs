//! Rule page: skills/python-async-patterns/references/rules/sync-for.md

use super::coroutine::is_known_throughout;
use super::scopes::has_only;
use super::usage::Use;
use super::{Check, Context, RawFinding, Rule};
use crate::python::ExprId;
use crate::semantic::Type;

pub(super) static RULE: Rule = rule! {
    code: "AW314", name: "sync-for", category: Unawaited,
    severity: Error, on_by_default: true, fix: Never,
    same_as: ["E1133", "not-iterable"],
    check: Check::Body(check),
};

/// Built-in functions that iterate their arguments.
const CONSUMERS: &[&str] = &[
    "all", "any", "dict", "enumerate", "frozenset", "iter", "list", "max", "min", "next", "set", "sorted", "sum", "tuple",
    "zip",
];

fn check(context: &Context<'_, '_>, found: &mut Vec<RawFinding>) {
    for (id, how) in context.uses() {
        let iterated = match how {
            Use::Iterated(false) => true,
            Use::Passed(call) => consumes(context, *call),
            _ => false,
        };
        if iterated
            && context.type_of(*id).every(|member| is_asynchronous(context, member))
            && is_known_throughout(context, *id)
            && !is_one_of_several(context, *id)
        {
            found.push(context.at(&RULE, *id, "this iterator is asynchronous: going through it takes `async for`"));
        }
    }
}

/// What an overloaded function gives depends on its arguments, of which too little may be known.
fn is_one_of_several(context: &Context<'_, '_>, id: ExprId) -> bool {
    let Some((func, arguments)) = context.call(id) else { return false };
    let unknown = arguments.iter().any(|argument| context.type_of(argument.value).is_vague());
    unknown && context.evaluate(|ev| ev.callees(context.type_of(func)).iter().any(|callee| ev.nature(callee.func).is_overload))
}

fn consumes(context: &Context<'_, '_>, call: ExprId) -> bool {
    context.callee_name(call).is_some_and(|name| CONSUMERS.contains(&name))
}

fn is_asynchronous(context: &Context<'_, '_>, member: &Type) -> bool {
    matches!(member, Type::AsyncGenerator(..))
        || has_only(context, member, "__aiter__", &["__iter__", "__getitem__", "__next__"])
}
