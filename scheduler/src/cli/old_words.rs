//! Command lines of earlier versions, in present words: `check` and `plan --from` are below `offline`, and `enrol
//! --coordinator`, which had no value, is `--make-coordinator`. Verbs and flags with another name and the same meaning
//! are hidden aliases where they are declared.

use std::ffi::OsString;

/// The same command line in present words.
pub(super) fn in_present_words(mut words: Vec<OsString>) -> Vec<OsString> {
    let Some(verb) = verb(&words) else { return words };
    let rest = &words[verb + 1..];
    let from = |word: &OsString| word == "--from" || word.to_string_lossy().starts_with("--from=");
    match words[verb].to_str() {
        Some("check") => words.insert(verb, "offline".into()),
        Some("plan") if rest.iter().any(from) => words.insert(verb, "offline".into()),
        Some("enrol") => {
            for index in verb + 1..words.len() {
                let has_value = words.get(index + 1).is_some_and(|next| !next.to_string_lossy().starts_with('-'));
                if words[index] == "--coordinator" && !has_value {
                    words[index] = "--make-coordinator".into();
                }
            }
        }
        _ => {}
    }
    words
}

/// Where the verb is: the first word that is neither a flag nor the value of `--lang`.
fn verb(words: &[OsString]) -> Option<usize> {
    let is_flag = |index: usize| words[index].to_string_lossy().starts_with('-');
    (1..words.len()).find(|&index| !is_flag(index) && words[index - 1] != "--lang")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_of_before_means_the_same() {
        let split = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        for (old, new) in [
            ("yicang check --from a --plan b", "yicang offline check --from a --plan b"),
            ("yicang plan --policy p --from=a", "yicang offline plan --policy p --from=a"),
            ("yicang --lang zh plan --from a", "yicang --lang zh offline plan --from a"),
            ("yicang plan --data d", "yicang plan --data d"),
            ("yicang offline check --from a", "yicang offline check --from a"),
            ("yicang enrol A --coordinator --key k", "yicang enrol A --make-coordinator --key k"),
            ("yicang enrol A --coordinator", "yicang enrol A --make-coordinator"),
            ("yicang enrol A --coordinator B", "yicang enrol A --coordinator B"),
            ("yicang show --coordinator", "yicang show --coordinator"),
            ("yicang", "yicang"),
            ("yicang --help", "yicang --help"),
        ] {
            assert_eq!(in_present_words(split(old)), split(new), "{old}");
        }
    }
}
