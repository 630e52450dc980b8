//! Rule page: skills/python-async-patterns/references/rules/blocking-socket.md

use super::{Check, Rule};
use crate::catalogue::Kind;

pub(super) static RULE: Rule = rule! {
    code: "AW103", name: "blocking-socket", category: Blocking,
    severity: Error, on_by_default: true, fix: Sometimes,
    same_as: [],
    check: Check::Blocks(Kind::Socket),
};
