//! Rule page: skills/python-async-patterns/references/rules/blocking-sleep.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW101", name: "blocking-sleep", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC251", "S7488"],
    check: Check::Blocks(Kind::Sleep),
};
