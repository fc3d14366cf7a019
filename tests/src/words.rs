//! Words: those of a command line, and those by which an English sentence is known among Chinese ones.

/// Whether a character is a Chinese one, or a full-width mark.
#[must_use]
pub fn is_chinese(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)
}

/// Programs, commands, flags, columns, files and values: the same in both languages.
const NAMES: &str = "yicang yicang-agent yicang-ledger init report need reserve orders confirm outbox audit list send \
                     show drop-refused forget-lost verify-receipts judge enrol help version dir lang zone en zh none \
                     base64 vkey tlog-policy life-saving urgent routine picked shipped received priority quantity earmark \
                     wait chmod http https times config.toml ca.pem or \
                     verify prove adopt fsck witness witness-key mirror monitor verify-evidence reveal root-key \
                     log-key certify publish log.keys log.vkey receipt.pub ed25519 ml-dsa-44 json \
                     tlog-proof public checkpoint key from until log blob masked open enrolment yicang demo offline serve plan show explain approve \
                     release enrol disclose forget salts receipt-key prepare activate backup restore regenerate \
                     situation check minutes cost open without-witnesses data cargo run locked verify \
                     depots sites items reserves needs lanes protected pools places substitutes kits last.csv last \
                     needs.csv allocation.csv plan.txt policy.txt unmet.csv floor-then-class plain-units plain-share \
                     yicang-policy first-level units share steps sub-steps floor-percent speed-kmh detour-percent \
                     reach-minutes warm \
                     catalogue export diff apply item depot site lane pool kit substitute protect add set retire close \
                     mine theirs daily kind hospital clinic shelter district grams departs closed \
                     note sha256 ms localhost urgent critical centre csv xlsx soon red colour \
                     lot quarantine recall trace discrepancy write-off balance count change full yes damaged lost expired \
                     consumed sampled found donated returned delivered miscounted \
                     without-earmark ml reserved held inbound covered marks.csv what-if plans \
                     private keys journal state tls doctor \
                     notices seen watch stale stale-soon stale-notice rejected verified-less asked-back needed-by overdue \
                     stock completion bash zsh fish source record unknown flag_only import export undo \
                     quorum group all any none name log witness \
                     cancel-order consignments dispute settle leaves-within free keep disputes-after confirmed arrived \
                     order reason medical road safety quality donor promise other \
                     override overrides pin forbid exactly at-least at-most take-back";

/// Words of a text that only an English sentence has: of small letters, and no name of a program, flag, file or value.
#[must_use]
pub fn english_words(text: &str) -> Vec<&str> {
    let names: Vec<&str> = NAMES.split(' ').collect();
    let edge = |c: char| !c.is_ascii_alphanumeric();
    let words = text.split(|c: char| c.is_whitespace() || is_chinese(c) || "（），。；：、“”…/`\"".contains(c));
    let words = words.filter(|word| !word.starts_with('-') && !word.contains('_') && !word.contains("://"));
    let words = words.map(|word| word.trim_matches(edge));
    words
        .filter(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'\''))
        .filter(|word| !names.contains(word))
        .collect()
}

/// Words as a shell takes them apart.
#[must_use]
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, ' ') if word.is_empty() => {}
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}
