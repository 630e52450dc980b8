//! Rule page: skills/python-async-patterns/references/rules/threadsafe-result.md

use super::{Check, Rule};

pub(super) static RULE: Rule = rule! {
    code: "AW202", name: "threadsafe-result", category: NestedLoop,
    severity: Error, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::WaitsForLoop,
};
