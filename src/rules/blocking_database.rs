//! Rule page: skills/python-async-patterns/references/rules/blocking-database.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW105", name: "blocking-database", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: [],
    check: Check::Blocks(Kind::Database),
};
