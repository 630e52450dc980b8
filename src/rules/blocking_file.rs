//! Rule page: skills/python-async-patterns/references/rules/blocking-file.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW106", name: "blocking-file", category: Blocking,
    severity: Warning, on_by_default: true, fix: Sometimes,
    same_as: ["ASYNC230", "ASYNC231", "ASYNC232", "ASYNC240", "S7493"],
    check: Check::Blocks(Kind::File),
};
