//! How often each rule speaks.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::finding::{Applicability, RuleId};
use crate::scan::Report;

/// A table of rules by how often they speak; a star marks rules of which a safe fix mends some findings.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<RuleId, (usize, bool)> = BTreeMap::new();
    for finding in &report.findings {
        let (count, fixable) = counts.entry(finding.rule).or_default();
        *count += 1;
        *fixable |= finding.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe);
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(rule, (count, _))| (std::cmp::Reverse(*count), rule.code));
    let width = rows.first().map_or(0, |(_, (count, _))| count.to_string().len());
    for (rule, (count, fixable)) in rows {
        let mark = if fixable { '*' } else { ' ' };
        writeln!(out, "{count:>width$}  {}  [{mark}] {}", rule.code, rule.name)?;
    }
    Ok(())
}
