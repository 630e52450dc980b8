use std::borrow::Cow;

/// A name that is longer says nothing more.
const NAME: usize = 120;
/// A word of a message is cut beyond it: a path of many folders is still whole.
const WORD: usize = 400;
/// A message is cut beyond it.
const MESSAGE: usize = 4_000;

/// A name that is longer, in bytes, is no slip of the finger, and to compare it with others takes long.
pub const LONGEST_SLIP: usize = 100;

/// `text`, cut where it has more characters than `limit`.
pub fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// What a message may repeat of a name that somebody else wrote: short, and without control characters.
pub fn shown(name: &str) -> String {
    printable(&shortened(name, NAME)).into_owned()
}

/// A name that stays in its line, whatever characters it is made of.
pub fn printable(name: &str) -> Cow<'_, str> {
    if name.chars().any(char::is_control) {
        Cow::Owned(name.escape_debug().to_string())
    } else {
        Cow::Borrowed(name)
    }
}

/// A message as it may go out, whatever names it repeats: words and the whole have a sane length.
pub fn bounded(message: &str) -> Cow<'_, str> {
    // Bytes are no fewer than characters: nearly every message is done here.
    if message.len() <= WORD {
        return Cow::Borrowed(message);
    }
    let words = message.split_inclusive(char::is_whitespace).map(|word| {
        let end = word.trim_end();
        if end.chars().nth(WORD).is_some() {
            Cow::Owned(format!("{}{}", shortened(end, NAME), &word[end.len()..]))
        } else {
            Cow::Borrowed(word)
        }
    });
    Cow::Owned(shortened(&words.collect::<String>(), MESSAGE).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_messages_have_an_end() {
        assert_eq!(shown("blocking-sleep"), "blocking-sleep");
        assert_eq!(shown("a\u{1b}\nb"), "a\\u{1b}\\nb");
        assert_eq!((printable("app/é b.py"), printable("a\n.py")), ("app/é b.py".into(), "a\\n.py".into()));
        assert_eq!(shown(&"é".repeat(500)).chars().count(), NAME + 1);
        assert_eq!(bounded("unknown rule: x\nhelp: take another"), "unknown rule: x\nhelp: take another");
        let long = format!("unknown rule: {}\nhelp: take another", "n".repeat(1_000_000));
        assert_eq!(bounded(&long), format!("unknown rule: {}…\nhelp: take another", "n".repeat(NAME)));
        assert_eq!(bounded(&"é ".repeat(1_000_000)).chars().count(), MESSAGE + 1);
    }
}
