//! Rule page: skills/python-async-patterns/references/rules/blocking-subprocess.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW104", name: "blocking-subprocess", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC220", "ASYNC221", "ASYNC222", "S7487", "S7489"],
    check: Check::Blocks(Kind::Subprocess),
};
