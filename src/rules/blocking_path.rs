//! Rule page: skills/python-async-patterns/references/rules/blocking-path.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW107", name: "blocking-path", category: Blocking,
    severity: Info, on_by_default: false, fix: Sometimes,
    same_as: ["ASYNC240"],
    check: Check::Blocks(Kind::Path),
};
