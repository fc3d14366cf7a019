//! A failing case made small: lines, words and quantities go while it still fails.

use crate::generate::Case;
use std::time::{Duration, Instant};

/// How long a case is made smaller: it need not be the smallest.
const PATIENCE: Duration = Duration::from_secs(20);

/// The smallest case found that fails, and how it does.
pub(crate) fn shrink(case: &Case, fails: &dyn Fn(&Case) -> Option<String>) -> Option<(Case, String)> {
    let mut why = fails(case)?;
    let (mut best, begun) = (case.clone(), Instant::now());
    loop {
        let before = (best.situation.to_text(), best.rules.clone());
        for place in 0.. {
            let lines = before.0.lines().count();
            if place >= lines * 2 {
                break;
            }
            for smaller in smaller(&best, place / 2, place % 2 == 1) {
                if begun.elapsed() > PATIENCE {
                    return Some((best, why));
                }
                if let Some(still) = fails(&smaller) {
                    (best, why) = (smaller, still);
                    break;
                }
            }
        }
        if before == (best.situation.to_text(), best.rules.clone()) {
            return Some((best, why));
        }
    }
}

/// Cases without a line, or with less in it; of the situation, or of the rules.
fn smaller(case: &Case, line: usize, of_rules: bool) -> Vec<Case> {
    let text = if of_rules { case.rules.clone() } else { case.situation.to_text() };
    let lines: Vec<&str> = text.lines().collect();
    let Some(old) = lines.get(line).filter(|_| line > 0) else { return Vec::new() };
    let words: Vec<&str> = old.split(' ').collect();
    let mut new: Vec<Option<String>> = vec![None];
    for (at, word) in words.iter().enumerate().skip(1) {
        let with = |word: Option<String>| {
            let mut words: Vec<String> = words.iter().map(ToString::to_string).collect();
            match word {
                Some(word) => words[at] = word,
                None => drop(words.remove(at)),
            }
            Some(words.join(" "))
        };
        let (key, value) = word.split_once('=').map_or(("", *word), |(key, value)| (key, value));
        if !key.is_empty() || *word == "closed" {
            new.push(with(None));
        }
        if let Ok(number) = value.parse::<u64>() {
            for less in [1, number / 10, number / 2, number.saturating_sub(1)] {
                if less < number {
                    new.push(with(Some(if key.is_empty() { less.to_string() } else { format!("{key}={less}") })));
                }
            }
        }
    }
    let cases = new.into_iter().filter_map(|new| {
        let mut lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        match new {
            Some(new) => lines[line] = new,
            None => drop(lines.remove(line)),
        }
        let text = lines.join("\n") + "\n";
        let situation = case.situation.to_text();
        let (situation, rules) = if of_rules { (&situation, &text) } else { (&text, &case.rules) };
        Case::read(situation, rules, case.second).ok()
    });
    cases.collect()
}
