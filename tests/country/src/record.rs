//! One line of JSON.

use crate::crew::peak_kilobytes;
use std::fmt::Write as _;
use std::time::Duration;
use yicang_domain::plan::decimal;

/// Names and values, in the order they were added.
#[derive(Default)]
pub struct Record {
    text: String,
}

impl Record {
    /// A number or a truth.
    pub fn add(&mut self, name: &str, value: impl ToString) {
        let comma = if self.text.is_empty() { "" } else { ", " };
        let _ = write!(self.text, "{comma}\"{name}\": {}", value.to_string());
    }

    /// A number; null if there is none.
    pub fn add_if(&mut self, name: &str, value: Option<impl ToString>) {
        self.add(name, value.map_or_else(|| "null".to_owned(), |value| value.to_string()));
    }

    /// A text.
    pub fn add_text(&mut self, name: &str, text: &str) {
        self.add(name, format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")));
    }

    /// Seconds with four places.
    pub fn add_seconds(&mut self, name: &str, seconds: impl Into<Option<Duration>>) {
        self.add_if(name, seconds.into().map(|seconds| format!("{:.4}", seconds.as_secs_f64())));
    }

    /// Whole numbers of so many decimal places, as a list of decimals.
    pub fn add_list(&mut self, name: &str, places: usize, numbers: &[i128]) {
        let all: Vec<_> = numbers.iter().map(|number| decimal(*number, places)).collect();
        self.add(name, format!("[{}]", all.join(", ")));
    }

    /// The most memory that was held so far.
    pub fn add_peak(&mut self) {
        self.add_if("peak_rss_mb", peak_kilobytes().map(|kilobytes| format!("{:.1}", kilobytes as f64 / 1_024.0)));
    }

    /// The line, without its end.
    pub fn line(&self) -> String {
        format!("{{{}}}", self.text)
    }
}
