//! Fits the weights of the search: `cargo run --release --example fit_search`. It prints `rank`, `fit` and `least` for
//! `src/skill/search/tuning.rs`. The decision looks at the best pattern, so fit, take over `rank`, and fit once more.
//!
//! The ranking is a softmax over patterns, the decision to answer a logistic regression. Both learn from the sets of questions
//! that are for tuning, and from the pages' own phrases: a fifth of these at a time is taken away and asked.
//!
//! `src/skill/search/words.txt` has learned from the same questions which words are ours, so the decision looks a little better here
//! than it is: make that table first, then fit.

use std::io::Write as _;
use std::path::Path;

use awaitwise::skill::{Catalog, Pattern, Weighing, weigh};

/// Sets for tuning, and what a question of them counts for the ranking and for the decision.
const SETS: [(&str, f64, f64); 6] = [
    ("strangers-tuning", 2.0, 1.5),
    ("first", 1.0, 0.7),
    ("tuning", 1.0, 0.7),
    ("outside", 0.0, 1.5),
    ("outside-tuning", 0.0, 1.5),
    ("outside-near", 0.0, 1.5),
];
const PARTS: usize = 5;
/// Phrases of the pages are many and short: what one counts.
const PHRASE: (f64, f64) = (0.3, 0.07);
/// A right answer that is refused is worse than a strange question that is answered.
const LENIENT: f64 = 0.5;

#[derive(serde::Deserialize)]
struct Questions {
    query: Vec<Question>,
}

#[derive(serde::Deserialize)]
struct Question {
    ask: String,
    expect: Vec<String>,
}

struct Example {
    seen: Weighing,
    wanted: Vec<usize>,
    for_ranking: f64,
    for_decision: f64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let catalog = Catalog::embedded();
    let patterns = catalog.patterns();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/skill/questions");
    let mut examples = Vec::new();
    for (set, for_ranking, for_decision) in SETS {
        let text = std::fs::read_to_string(folder.join(format!("{set}.toml")))?;
        let questions = toml::from_str::<Questions>(&text)?.query;
        let texts: Vec<String> = questions.iter().map(|question| question.ask.clone()).collect();
        for (question, seen) in questions.iter().zip(weigh(patterns, &texts)) {
            let place = |id: &String| patterns.iter().position(|pattern| pattern.id == *id);
            let wanted: Vec<usize> = question.expect.iter().filter_map(place).collect();
            let for_decision = if wanted.is_empty() { 1.5 } else { for_decision };
            examples.push(Example { seen, wanted, for_ranking, for_decision });
        }
    }
    for part in 0..PARTS {
        examples.extend(asked_of_itself(patterns, part));
    }
    let mut out = std::io::stdout().lock();
    // How well it does on what it has not seen: each fifth by the other four.
    let (mut right, mut decided, mut all) = (0.0, 0.0, 0.0);
    for held in 0..PARTS {
        let is_held = |number: &usize| number % PARTS == held;
        let others: Vec<&Example> =
            examples.iter().enumerate().filter(|(number, _)| !is_held(number)).map(|(_, one)| one).collect();
        let (rank, decision) = (fit_ranking(&others), fit_decision(&others));
        for (_, one) in examples.iter().enumerate().filter(|(number, _)| is_held(number)) {
            if one.for_ranking >= 1.0 && !one.wanted.is_empty() {
                all += 1.0;
                let score = |features: &Vec<f32>| dot(&rank, features);
                let best = one.seen.patterns.iter().max_by(|a, b| score(&a.1).total_cmp(&score(&b.1)));
                right += f64::from(u8::from(best.is_some_and(|best| one.wanted.contains(&best.0))));
                decided += f64::from(u8::from(answers(&decision, &one.seen.decision)));
            }
        }
    }
    writeln!(out, "// held back in turn: {:.3} ranked first, {:.3} answered", right / all, decided / all)?;
    let all: Vec<&Example> = examples.iter().collect();
    writeln!(out, "rank: {:.3?},", fit_ranking(&all))?;
    let (weights, least) = fit_decision(&all);
    writeln!(out, "fit: {weights:.3?},\nleast: {:.3},", least - LENIENT)?;
    Ok(())
}

/// The phrases of one part, when the pages have only those of the others.
fn asked_of_itself(patterns: &[Pattern], part: usize) -> Vec<Example> {
    let mut rest = patterns.to_vec();
    let (mut texts, mut wanted) = (Vec::new(), Vec::new());
    let mut number = 0;
    for (document, pattern) in rest.iter_mut().enumerate() {
        pattern.asked_as.retain(|text| {
            number += 1;
            let held = number * 7919 % 1000 % PARTS == part;
            if held && text.split(' ').count() > 2 {
                texts.push(text.clone());
                wanted.push(vec![document]);
            }
            !held
        });
    }
    let seen = weigh(&rest, &texts).into_iter();
    let example =
        |(seen, wanted)| Example { seen, wanted, for_ranking: PHRASE.0 / 2.0, for_decision: PHRASE.1 };
    seen.zip(wanted).map(example).collect()
}

fn dot(weights: &[f64], features: &[f32]) -> f64 {
    weights.iter().zip(features).map(|(weight, feature)| weight * f64::from(*feature)).sum()
}

fn answers((weights, least): &(Vec<f64>, f64), decision: &[f32]) -> bool {
    !decision.is_empty() && dot(weights, decision) >= *least
}

/// Weights under which the wanted patterns have most of the softmax.
fn fit_ranking(examples: &[&Example]) -> Vec<f64> {
    let size = examples.iter().find_map(|one| one.seen.patterns.first()).map_or(0, |one| one.1.len());
    let total: f64 = examples.iter().map(|one| one.for_ranking).sum();
    descend(size, 150, 0.25, 60.0, |weights| {
        let mut slope = vec![0.0; size];
        for Example { seen, wanted, for_ranking, .. } in examples {
            let scores: Vec<f64> = seen.patterns.iter().map(|(_, features)| dot(weights, features)).collect();
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let parts: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
            let is_wanted = |place: usize| wanted.contains(&seen.patterns[place].0);
            let sum: f64 = parts.iter().sum();
            let of_wanted: f64 =
                parts.iter().enumerate().filter(|(place, _)| is_wanted(*place)).map(|(_, part)| part).sum();
            if of_wanted <= 0.0 {
                continue;
            }
            for (place, part) in parts.iter().enumerate() {
                let wish = if is_wanted(place) { part / of_wanted } else { 0.0 };
                for (slope, feature) in slope.iter_mut().zip(&seen.patterns[place].1) {
                    *slope += for_ranking * (part / sum - wish) * f64::from(*feature) / total;
                }
            }
        }
        slope.iter().zip(weights).map(|(slope, weight)| slope + 1e-4 * weight).collect()
    })
}

/// Weights and the least sum by which a question is answered.
fn fit_decision(examples: &[&Example]) -> (Vec<f64>, f64) {
    let examples: Vec<_> = examples.iter().filter(|one| !one.seen.decision.is_empty()).collect();
    let size = examples.first().map_or(0, |one| one.seen.decision.len());
    let total: f64 = examples.iter().map(|one| one.for_decision).sum();
    let mut weights = descend(size + 1, 1500, 0.1, 300.0, |weights| {
        let mut slope: Vec<f64> = weights.iter().map(|weight| 2e-4 * weight).collect();
        slope[size] = 0.0;
        for one in &examples {
            let sum = dot(weights, &one.seen.decision) + weights[size];
            let wish = f64::from(u8::from(!one.wanted.is_empty()));
            let wrong = (1.0 / (1.0 + (-sum).exp()) - wish) * one.for_decision / total;
            let parts = one.seen.decision.iter().map(|part| f64::from(*part)).chain([1.0]);
            slope.iter_mut().zip(parts).for_each(|(slope, part)| *slope += wrong * part);
        }
        slope
    });
    let least = -weights.pop().unwrap_or_default();
    (weights, least)
}

/// Adam, with steps that get shorter.
fn descend(
    size: usize,
    steps: u32,
    length: f64,
    slower: f64,
    slope: impl Fn(&[f64]) -> Vec<f64>,
) -> Vec<f64> {
    let mut weights = vec![0.0_f64; size];
    let (mut mean, mut square) = (vec![0.0; size], vec![0.0_f64; size]);
    for step in 1..=steps {
        for (place, slope) in slope(&weights).into_iter().enumerate() {
            mean[place] = 0.9 * mean[place] + 0.1 * slope;
            square[place] = 0.99 * square[place] + 0.01 * slope * slope;
            let direction = mean[place] / (1.0 - 0.9_f64.powf(step.into()));
            let size = (square[place] / (1.0 - 0.99_f64.powf(step.into()))).sqrt() + 1e-8;
            weights[place] -= length * direction / size / (1.0 + f64::from(step) / slower);
        }
    }
    weights
}
