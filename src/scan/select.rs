//! Which rules run: words of a user to rules.

use crate::finding::Category;
use crate::rules::{self, Rule};
use crate::text::{LONGEST_SLIP, shown};

/// A word that names no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule: {}", shown(word))]
pub struct UnknownRule {
    /// What was given.
    pub word: String,
    /// Names and codes that look like it, best first.
    pub near: Vec<&'static str>,
}

/// What one word stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The rules, in the order of their codes; at least one.
    pub rules: Vec<&'static Rule>,
    /// Whether the word means exactly these rules: then they run even when they are off by default, and show all they have.
    pub exact: bool,
    /// Whether it names a group of rules rather than rules: a category, the beginning of codes, or `ALL`.
    pub is_group: bool,
}

/// The rules that `word` stands for: `ALL`, a code, a name, another tool's code, a category, or the beginning of codes.
pub fn choose(word: &str) -> Result<Choice, UnknownRule> {
    let word = word.trim();
    let pick = |test: &dyn Fn(&Rule) -> bool| -> Vec<&'static Rule> {
        rules::all().iter().copied().filter(|rule| test(rule)).collect()
    };
    if word.eq_ignore_ascii_case("all") {
        return Ok(Choice { rules: pick(&|_| true), exact: true, is_group: true });
    }
    if let Some(rule) = rules::find(word) {
        return Ok(Choice { rules: vec![rule], exact: true, is_group: false });
    }
    let same = pick(&|rule| rule.same_as.iter().any(|code| code.eq_ignore_ascii_case(word)));
    if !same.is_empty() {
        return Ok(Choice { rules: same, exact: true, is_group: false });
    }
    let category = pick(&|rule| rule.id.category.name().eq_ignore_ascii_case(word));
    if !category.is_empty() {
        return Ok(Choice { rules: category, exact: false, is_group: true });
    }
    let begins = |code: &str| {
        code.len() > word.len() && code.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    let is_prefix = word.len() >= 2
        && word.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric());
    let prefix =
        pick(&|rule| is_prefix && (begins(rule.id.code) || rule.same_as.iter().any(|code| begins(code))));
    if prefix.is_empty() {
        return Err(UnknownRule { word: word.to_owned(), near: near(word) });
    }
    Ok(Choice { rules: prefix, exact: false, is_group: true })
}

/// Names and codes of rules that look like `word`, best first.
fn near(word: &str) -> Vec<&'static str> {
    let categories = Category::ALL.iter().map(|category| category.name());
    let names = rules::all()
        .iter()
        .flat_map(|rule| [rule.id.name, rule.id.code].into_iter().chain(rule.same_as.iter().copied()));
    near_matches(word, names.chain(categories))
}

/// The candidates that look like `word`, best first, at most three; never the word itself, which has been refused.
pub fn near_matches<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let refused = word.trim();
    if refused.len() > LONGEST_SLIP {
        return Vec::new();
    }
    let word = refused.to_lowercase();
    let mut scored: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| *candidate != refused)
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let distance = strsim::osa_distance(&word, &lower);
            let close = distance * 3 <= word.len().max(lower.len());
            let part = word.len() >= 4 && (lower.contains(&word) || word.contains(&lower));
            (close || part).then_some((distance, candidate))
        })
        .collect();
    scored.sort_unstable();
    scored.dedup();
    // Beside a slip of the finger, what is twice as far off was not meant.
    let limit = scored.first().map_or(0, |(best, _)| best * 2);
    scored.retain(|(distance, _)| *distance <= limit);
    scored.truncate(3);
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The rules of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// In the order of their codes; whether findings of the rule are shown at every severity.
    rules: Vec<(&'static Rule, bool)>,
}

impl Selection {
    /// `select`, or the default rules when it is empty, without `ignore`.
    pub fn new<'a>(
        select: impl IntoIterator<Item = &'a str>,
        ignore: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, UnknownRule> {
        let mut wanted: Vec<(&'static Rule, bool)> = Vec::new();
        let mut any = false;
        for word in select {
            any = true;
            let choice = choose(word)?;
            let rules = choice.rules.into_iter().filter(|rule| choice.exact || rule.on_by_default);
            for rule in rules {
                match wanted.iter_mut().find(|(known, _)| *known == rule) {
                    Some((_, exact)) => *exact |= choice.exact,
                    None => wanted.push((rule, choice.exact)),
                }
            }
        }
        if !any {
            wanted.extend(
                rules::all().iter().copied().filter(|rule| rule.on_by_default).map(|rule| (rule, false)),
            );
        }
        for word in ignore {
            let choice = choose(word)?;
            wanted.retain(|(rule, _)| !choice.rules.contains(rule));
        }
        wanted.sort_by_key(|(rule, _)| rule.id.code);
        Ok(Self { rules: wanted })
    }

    /// The selected rules in the order of their codes.
    pub fn rules(&self) -> Vec<&'static Rule> {
        self.rules.iter().map(|(rule, _)| *rule).collect()
    }

    /// Whether the rule is selected; `Some(true)` when it was named, so that its findings show at every severity.
    pub(super) fn get(&self, rule: &Rule) -> Option<bool> {
        self.rules.iter().find(|(known, _)| *known == rule).map(|(_, exact)| *exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(words: &[&str]) -> Vec<&'static str> {
        let selection = Selection::new(words.iter().copied(), []).unwrap();
        selection.rules().iter().map(|rule| rule.id.code).collect()
    }

    #[test]
    fn words_of_every_kind_name_rules() {
        let all: Vec<_> = rules::all().iter().map(|rule| rule.id.code).collect();
        assert_eq!(codes(&["ALL"]), all);
        for word in ["AW101", "blocking-sleep", "Blocking-Sleep", "ASYNC251", "s7488"] {
            assert_eq!(codes(&[word]), ["AW101"], "{word}");
        }
        assert!(codes(&["blocking"]).contains(&"AW101"));
        assert!(!codes(&["blocking"]).contains(&"AW301"));
        assert!(codes(&["AW3"]).contains(&"AW301"));
        let ignored = Selection::new([], ["orphan", "AW101"]).unwrap();
        assert_eq!(ignored.get(rules::find("AW101").unwrap()), None);
    }

    #[test]
    fn an_unknown_word_names_what_looks_like_it() {
        let error = choose("blockng-sleep").unwrap_err();
        assert_eq!(error.near.first(), Some(&"blocking-sleep"));
        assert_eq!(choose("%$").unwrap_err().near, Vec::<&str>::new());
        assert_eq!(near_matches("gather", ["gather", "Gather"]), ["Gather"]);
    }
}
