//! Rule page: skills/python-async-patterns/references/rules/blocking-cpu.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW111", name: "blocking-cpu", category: Blocking,
    severity: Warning, on_by_default: true, fix: Sometimes,
    same_as: [],
    check: Check::Blocks(Kind::Cpu),
};
