//! Rule page: skills/python-async-patterns/references/rules/blocking-stdin.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW108", name: "blocking-stdin", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC250", "S7501"],
    check: Check::Blocks(Kind::Stdin),
};
