//! Rule page: skills/python-async-patterns/references/rules/blocking-configured.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW114", name: "blocking-configured", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC200"],
    check: Check::Blocks(Kind::Configured),
};
