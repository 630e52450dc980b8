//! Whether a question finds its pattern.

use awaitwise::skill::Catalog;

fn ids(catalog: &Catalog, question: &str) -> Vec<String> {
    catalog.search(question, 3).into_iter().map(|hit| hit.pattern.id.clone()).collect()
}

#[test]
fn odd_questions_get_an_answer_or_none_and_never_a_panic() {
    let catalog = Catalog::embedded();
    for nothing in [
        "",
        "   ",
        "🦀🦀",
        "очередь задач",
        "how do I",
        "\0",
        "best pizza recipe in Naples",
        "centre a div in CSS",
    ] {
        assert_eq!(ids(&catalog, nothing), Vec::<String>::new(), "{nothing}");
    }
    let long = "too many open files with gather ".repeat(2_000);
    assert!(!ids(&catalog, &long).is_empty());
}

#[test]
fn misspelt_words_are_understood() {
    let catalog = Catalog::embedded();
    assert!(ids(&catalog, "gracefull shutdwon").contains(&"graceful-shutdown".to_owned()));
    assert!(ids(&catalog, "websoket client").contains(&"websocket-client".to_owned()));
}

#[derive(serde::Deserialize)]
struct Questions {
    query: Vec<Question>,
}

#[derive(serde::Deserialize)]
struct Question {
    kind: String,
    ask: String,
    expect: Vec<String>,
}

/// What the ranking has reached. The aim is 0.90 and 0.98: words alone carry questions that share none with a page only so far,
/// and a page's own questions are not written to fit this file. Raise these when the ranking or the pages get better.
const FIRST: f64 = 0.73;
const WITHIN_THREE: f64 = 0.86;
const WRONGLY_ANSWERED: usize = 5;

/// How well the questions of `tests/skill/queries.toml` find their patterns. `--nocapture` shows each miss.
#[test]
fn questions_find_their_patterns() {
    let text =
        std::fs::read_to_string(crate::environment::repository().join("tests/skill/queries.toml")).unwrap();
    let Questions { query } = toml::from_str(&text).unwrap();
    let catalog = Catalog::embedded();
    let (mut asked, mut first, mut within_three, mut reciprocal) = (0_f64, 0_f64, 0_f64, 0_f64);
    let mut wrongly_answered = Vec::new();
    for Question { kind, ask, expect } in &query {
        let found: Vec<String> =
            catalog.search(ask, 10).into_iter().map(|hit| hit.pattern.id.clone()).collect();
        if expect.is_empty() {
            if let Some(found) = found.first() {
                wrongly_answered.push(format!("{ask}: {found}"));
            }
            continue;
        }
        asked += 1.0;
        let rank = found.iter().position(|id| expect.contains(id));
        first += f64::from(u8::from(rank == Some(0)));
        within_three += f64::from(u8::from(rank.is_some_and(|rank| rank < 3)));
        reciprocal += rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
        if rank != Some(0) {
            println!("{kind}: {ask}\n    wanted {expect:?}, found {:?}", &found[..found.len().min(4)]);
        }
    }
    println!("wrongly answered: {wrongly_answered:#?}");
    let (first, within_three, mrr) = (first / asked, within_three / asked, reciprocal / asked);
    println!("{asked} questions: top-1 {first:.3}, top-3 {within_three:.3}, MRR {mrr:.3}");
    assert!(asked >= 150.0);
    assert!(first >= FIRST && within_three >= WITHIN_THREE, "top-1 {first:.3}, top-3 {within_three:.3}");
    assert!(wrongly_answered.len() <= WRONGLY_ANSWERED, "{wrongly_answered:#?}");
}
