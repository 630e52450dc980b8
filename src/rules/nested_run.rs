//! Rule page: skills/python-async-patterns/references/rules/nested-run.md

use super::{Check, Rule};

pub(super) static RULE: Rule = rule! {
    code: "AW201", name: "nested-run", category: NestedLoop,
    severity: Error, on_by_default: true, fix: Never,
    same_as: [],
    check: Check::RunsLoop,
};
