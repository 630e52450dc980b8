//! Rule page: skills/python-async-patterns/references/rules/blocking-device.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW113", name: "blocking-device", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: [],
    check: Check::Blocks(Kind::Device),
};
