/// A number and its word: `1 file`, `2 files`, `2 safe fixes`.
pub fn counted(count: usize, word: &str) -> String {
    let ending = match count {
        1 => "",
        _ if word.ends_with('x') => "es",
        _ => "s",
    };
    format!("{count} {word}{ending}")
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_has_no_ending() {
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(0, "file"), "0 files");
        assert_eq!(
            (counted(1, "safe fix"), counted(2, "safe fix")),
            ("1 safe fix".into(), "2 safe fixes".into())
        );
    }
}
