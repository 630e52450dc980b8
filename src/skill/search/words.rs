//! Reads a text as words: names come apart, endings go, expressions such as "at a time" are one word.

use std::sync::OnceLock;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

use super::thesaurus::Thesaurus;

/// A word without its ending, as a number.
pub(super) type Term = u32;

/// A word of a text, or an expression that counts as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its stem: `cancelling` and `cancelled` are one.
    pub(super) term: Term,
    /// A name that was written in one piece, given besides its parts: `create_task`. How many of the words before are its parts.
    pub(super) whole: Option<usize>,
    /// Several words that mean something together; they follow one by one.
    pub(super) expression: bool,
    /// It is one of these.
    pub(super) part: bool,
}

/// What is known of a spelling.
#[derive(Debug, Clone, Copy)]
struct Spelling {
    term: Term,
    /// Says nothing by itself; an expression may need it.
    silent: bool,
}

/// Every word that was read, with numbers for spellings and stems.
#[derive(Debug, Default)]
pub(super) struct Lexicon<'a> {
    /// The words of the pages, when these are the words of a question.
    base: Option<&'a Lexicon<'static>>,
    spellings: FxHashMap<Box<str>, Spelling>,
    terms: FxHashMap<Box<str>, Term>,
}

/// Words that say nothing about the subject, or that every question here has.
const STOP: &str = " a about actually after all also always am an and another any anyone anything are as asyncio at back be because been being
 best but by came can cannot cant code come could did do does doesn doesnt doing don done dont each either else even ever example examples every for from
 gave get gets getting give go goes going good got had has have having help here how i if im in instead into is isn isnt it its
 just keep keeps know let like ll make makes making many may me might mine more most much must my need needs never nice no not now of off
 often on one only or other our out over own please probably properly python re really right s same say says should since so some
 somebody something sometimes still such sure t take than that the their them then there these they thing things this those though to too
 try trying up us usage use used uses using ve very via vs want wants was way we well were what whatever when where whether which while who whole whose why
 will with within without equivalent equivalents syntax javascript js golang csharp nodejs kotlin java rust example tutorial snippet guide explain modern normally solved  won wont would wrong yet you your ";

/// Numbers are told apart by nothing but being numbers, however they are written.
const NUMBERS: &str = " two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred hundreds thousand
 thousands million millions dozen dozens couple ";
/// What stands for any number.
pub(super) const NUMBER: &str = "#";
/// Answers of a server that people ask for by number.
const STATUS: [&str; 12] =
    ["400", "401", "403", "404", "408", "409", "413", "422", "429", "502", "503", "504"];

/// Words that are also written as two.
const COMPOUNDS: [(&str, [&str; 2]); 5] = [
    ("taskgroup", ["task", "group"]),
    ("eventloop", ["event", "loop"]),
    ("threadpool", ["thread", "pool"]),
    ("healthcheck", ["health", "check"]),
    ("singleflight", ["single", "flight"]),
];

/// A piece of text between two places where words come apart.
struct Piece {
    spelling: Spelling,
    /// Where it begins among the letters of all pieces.
    start: usize,
    /// The names that end here, of `asyncio.wait_for` the last part and the whole: where they begin.
    names: Vec<(usize, Term)>,
}

/// A text that is being read.
struct Reading {
    /// The letters of all pieces in lower case, one behind the other; the present piece has begun at `start`.
    lower: String,
    start: usize,
    pieces: Vec<Piece>,
}

impl<'a> Lexicon<'a> {
    /// For the words of a question: those of the pages keep their numbers.
    pub(super) fn over(base: &'a Lexicon<'static>) -> Self {
        Self { base: Some(base), ..Self::default() }
    }

    /// The words of a text without those that say nothing. Names also come apart: `create_task` and `TaskGroup` are two
    /// words each, and one more as a whole.
    pub(super) fn words(&mut self, text: &str, thesaurus: &Thesaurus) -> Vec<Word> {
        self.read(text, thesaurus).0
    }

    /// [The words](Self::words) of a text, and the stems of all that stands there.
    pub(super) fn read(&mut self, text: &str, thesaurus: &Thesaurus) -> (Vec<Word>, Vec<Term>) {
        let pieces = self.pieces(text);
        let stems = pieces.iter().map(|piece| piece.spelling.term).collect();
        let mut result = Vec::with_capacity(pieces.len());
        // How many words there were before each piece.
        let mut before = vec![0; pieces.len()];
        let mut count = 0;
        let mut at = 0;
        // Where the expression ends that is being read.
        let mut within = 0;
        while let Some(piece) = pieces.get(at) {
            before[at] = count;
            let Spelling { term, silent } = piece.spelling;
            let fits = |rest: &&[Term]| {
                let following = pieces.iter().skip(at + 1).map(|piece| piece.spelling.term);
                following.take(rest.len()).eq(rest.iter().copied())
            };
            let found = thesaurus.expressions(term).filter(|(rest, _)| fits(rest));
            if let Some((rest, expression)) = found.max_by_key(|(rest, _)| rest.len()) {
                result.push(Word { term: expression, whole: None, expression: true, part: false });
                count += 1;
                within = within.max(at + rest.len() + 1);
            }
            if !silent {
                count += 1;
                let part = at < within;
                result.push(Word { term, whole: None, expression: false, part });
            }
            for (from, name) in &piece.names {
                result.push(Word {
                    term: *name,
                    whole: Some(count - before[*from]),
                    expression: false,
                    part: false,
                });
            }
            at += 1;
        }
        (result, stems)
    }

    /// The stems of a text, with those that say nothing.
    pub(super) fn stems(&mut self, text: &str) -> Vec<Term> {
        self.pieces(text).into_iter().map(|piece| piece.spelling.term).collect()
    }

    /// The number of a stem.
    pub(super) fn term(&mut self, stem: &str) -> Term {
        if let Some(term) = self.known_term(stem) {
            return term;
        }
        let term = self.len() as Term;
        self.terms.insert(stem.into(), term);
        term
    }

    /// The number of a stem that has been read before.
    pub(super) fn known_term(&self, stem: &str) -> Option<Term> {
        let known = self.base.and_then(|base| base.terms.get(stem));
        known.or_else(|| self.terms.get(stem)).copied()
    }

    /// How many stems there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len() + self.base.map_or(0, |base| base.terms.len())
    }

    /// Every spelling, and its stem.
    pub(super) fn spellings(&self) -> impl Iterator<Item = (&str, Term)> {
        self.spellings.iter().map(|(text, spelling)| (&**text, spelling.term))
    }

    /// Every stem.
    pub(super) fn terms(&self) -> impl Iterator<Item = (&str, Term)> {
        self.terms.iter().map(|(text, term)| (&**text, *term))
    }

    fn pieces(&mut self, text: &str) -> Vec<Piece> {
        let mut reading = Reading { lower: String::with_capacity(text.len()), start: 0, pieces: Vec::new() };
        // Where the name begins that is being read, and the dotted one that it is a part of.
        let (mut name, mut dotted) = (0, 0);
        let mut previous = ' ';
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            let next = characters.peek().copied().unwrap_or(' ');
            let current = &reading.lower[reading.start..];
            // "don't" is one word, and so is 3.11.
            if matches!(c, '\'' | '’') && !current.is_empty() {
                continue;
            }
            if c == '.' && current.len() == 1 && previous.is_ascii_digit() && next.is_ascii_digit() {
                reading.lower.push(c);
                previous = c;
                continue;
            }
            // `except*` is a word of the language.
            if c == '*' && current == "except" {
                reading.lower.push_str("star");
                continue;
            }
            // Between `k` and `G` of TaskGroup, between `P` and `C` of HTTPClient.
            let splits = c.is_uppercase()
                && (previous.is_lowercase() || (previous.is_uppercase() && next.is_lowercase()));
            let is_part = c.is_alphanumeric();
            if splits || !is_part {
                self.flush(&mut reading);
                if !splits && c != '_' {
                    self.join(&mut reading, name);
                    if !(c == '.' && next.is_alphabetic()) {
                        if dotted != name {
                            self.join(&mut reading, dotted);
                        }
                        dotted = reading.pieces.len();
                    }
                    name = reading.pieces.len();
                }
            }
            if c.is_ascii() && is_part {
                reading.lower.push(c.to_ascii_lowercase());
            } else if is_part {
                reading.lower.extend(c.to_lowercase());
            }
            previous = c;
        }
        self.flush(&mut reading);
        self.join(&mut reading, name);
        if dotted != name {
            self.join(&mut reading, dotted);
        }
        reading.pieces
    }

    /// Gives the last piece of a name with several pieces the name as a whole.
    fn join(&mut self, reading: &mut Reading, from: usize) {
        if reading.pieces.len() < from + 2 {
            return;
        }
        // As it comes out of a text that has it in one word: `dataloader`.
        let start = reading.pieces[from].start;
        let term = self.spelling(&reading.lower[start..]).term;
        if let Some(last) = reading.pieces.last_mut() {
            last.names.push((from, term));
        }
    }

    fn flush(&mut self, reading: &mut Reading) {
        let start = std::mem::replace(&mut reading.start, reading.lower.len());
        let text = &reading.lower[start..];
        if text.is_empty() {
            return;
        }
        let compound = COMPOUNDS.iter().find(|(compound, _)| *compound == text);
        let whole = [text];
        let parts: &[&str] = compound.map_or(&whole, |(_, parts)| parts);
        let mut start = start;
        for part in parts {
            reading.pieces.push(Piece { spelling: self.spelling(part), start, names: Vec::new() });
            start += part.len();
        }
    }

    fn spelling(&mut self, text: &str) -> Spelling {
        let base = self.base.and_then(|base| base.spellings.get(text));
        if let Some(known) = base.or_else(|| self.spellings.get(text)) {
            return *known;
        }
        let single = text.chars().count() < 2 && text.is_ascii() && text != "0";
        let is_number = is_number(text);
        // The stemmer is for English; it leaves other scripts as they are.
        let stemmer = || Stemmer::create(Algorithm::English).stem(text);
        let term = if is_number { self.term(NUMBER) } else { self.term(&stemmer()) };
        let spelling = Spelling { term, silent: (single && !is_number) || listed(&STOPS, STOP, text) };
        self.spellings.insert(text.into(), spelling);
        spelling
    }
}

static STOPS: OnceLock<FxHashSet<&str>> = OnceLock::new();
static NUMERALS: OnceLock<FxHashSet<&str>> = OnceLock::new();

pub(super) fn listed(
    set: &'static OnceLock<FxHashSet<&'static str>>,
    list: &'static str,
    word: &str,
) -> bool {
    set.get_or_init(|| list.split_whitespace().collect()).contains(word)
}

/// `10`, `100k`, `30s`, `ten`; neither a version (`3.11`) nor an answer's status (`429`).
fn is_number(text: &str) -> bool {
    // Nothing is none of many: `sleep(0)` is no sleep.
    if text == "0" {
        return false;
    }
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (numeric && text.len() - digits.len() <= 2 && !STATUS.contains(&text)) || listed(&NUMERALS, NUMBERS, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stems of a text's words, and of its names as a whole.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let mut lexicon = Lexicon::default();
        let thesaurus = Thesaurus::new("at most, at a time\n", &mut lexicon);
        let words = lexicon.words(text, &thesaurus);
        let stem = |word: &Word| lexicon.terms().find(|(_, term)| *term == word.term).unwrap().0.to_owned();
        let (names, parts): (Vec<&Word>, Vec<&Word>) = words.iter().partition(|word| word.whole.is_some());
        (parts.into_iter().map(stem).collect(), names.into_iter().map(stem).collect())
    }

    #[test]
    fn names_come_apart_and_endings_go() {
        let (parts, names) = read("asyncio.create_task(TaskGroup)");
        assert_eq!(parts, ["creat", "task", "task", "group"]);
        // As a whole they are what a text has that writes them in one word.
        for name in ["createtask", "asynciocreatetask", "taskgroup"] {
            assert!(names.iter().any(|known| known == name), "{name} is not in {names:?}");
        }
        assert_eq!(read("HTTPParser read_all").0, ["http", "parser", "read"]);
        assert_eq!(read("DataLoader").1, read("dataloader").0);
        assert_eq!(read("How do I use the cancelled tasks?").0, ["cancel", "task"]);
        assert_eq!(read("очередь 🦀").0, ["очередь"]);
        assert_eq!(read("except* ValueError").0, ["exceptstar", "valu", "error"]);
    }

    #[test]
    fn numbers_are_one_word_and_expressions_one_more() {
        assert_eq!(read("10, ten, 100k and 30s").0, ["#", "#", "#", "#"]);
        assert_eq!(read("429 on 3.11, sleep(0)").0, ["429", "3.11", "sleep", "0"]);
        assert_eq!(read("ten at a time").0, ["#", "at a time", "time"]);
        assert_eq!(read("the time").0, ["time"]);
    }
}
