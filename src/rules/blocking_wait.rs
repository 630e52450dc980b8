//! Rule page: skills/python-async-patterns/references/rules/blocking-wait.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW109", name: "blocking-wait", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: [],
    check: Check::Blocks(Kind::Wait),
};
