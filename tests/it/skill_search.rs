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
