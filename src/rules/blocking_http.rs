//! Rule page: skills/python-async-patterns/references/rules/blocking-http.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW102", name: "blocking-http", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC210", "ASYNC211", "ASYNC212", "S7499"],
    check: Check::Blocks(Kind::Http),
};
