//! A command line in the user's language: help, headings, and what is wrong with the words that were typed.
//!
//! The texts of a command are one message of the catalogue with an attribute for each argument:
//! `help-agent-report-need` with `.site`. An argument that several commands share may be in the message of a command
//! above, or in `help-common`. Besides the arguments' ids, `.after` stands for what follows the last line, and
//! `.step-picked` for the value `picked` of the argument `step`.
//!
//! Left as clap has it: the form of a usage line (`<…>`, `[…]`, `...`).

use crate::catalogue::text;
use crate::format::{width, wrapped};
use crate::{Language, Message, message};
use clap::builder::PossibleValue;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use std::error::Error;
use std::ffi::OsString;

/// How wide help is, in columns.
const COLUMNS: usize = 80;
/// Where an argument's help begins, under its name.
const INDENT: usize = 10;
/// The message with the texts that every program has.
const COMMON: &str = "help-common";
/// The message with the names of values.
const VALUES: &str = "help-values";

/// Puts the texts of the catalogue into a command and all below it. `program` is the first part of their ids after
/// `help-`.
#[must_use]
pub fn localized(command: Command, program: &str, language: Language) -> Command {
    let command = Local { language, ids: vec![format!("help-{program}"), COMMON.to_owned()] }.command(command, true);
    let mut built = command.clone();
    built.build();
    with_usage(command.max_term_width(COLUMNS), &mut built, language)
}

/// The command line with `help a b` written as `a b --help`: clap's own command `help` speaks English only.
pub fn help_verb(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<_> = words.into_iter().collect();
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

/// The value of a flag before the command line is read as a whole; for what must be known to read it: `--lang`,
/// `--dir`.
#[must_use]
pub fn flag_value(words: &[OsString], flag: &str) -> Option<String> {
    let words: Vec<_> = words.iter().take_while(|word| *word != "--").map(|word| word.to_string_lossy()).collect();
    let with_equals = format!("{flag}=");
    let value = |at: usize| {
        let joined = words[at].strip_prefix(&with_equals).map(str::to_owned);
        joined.or_else(|| Some(words.get(at + 1)?.to_string()).filter(|_| words[at] == flag))
    };
    (0..words.len()).find_map(value)
}

/// Every text that the help of a command needs, each with the ids that are tried for it in order; for a test.
#[must_use]
pub fn needed(command: &Command, program: &str) -> Vec<Vec<String>> {
    fn of(command: &Command, ids: &[String], needed: &mut Vec<Vec<String>>) {
        needed.push(vec![ids[0].clone()]);
        let mut add = |attribute: &str| needed.push(ids.iter().map(|id| format!("{id}.{attribute}")).collect());
        for argument in command.get_arguments() {
            add(argument.get_id().as_str());
            for value in shown_values(argument) {
                add(&format!("{}-{}", argument.get_id(), value.get_name()));
            }
        }
        for sub in command.get_subcommands() {
            let own = format!("{}-{}", ids[0], sub.get_name());
            of(sub, &[&[own][..], ids].concat(), needed);
        }
    }
    let mut all = Vec::new();
    of(command, &[format!("help-{program}"), COMMON.to_owned()], &mut all);
    all
}

/// The values of an argument that help explains one by one.
fn shown_values(argument: &Arg) -> Vec<PossibleValue> {
    let is_flag = !argument.get_action().takes_values();
    let values = if is_flag { Vec::new() } else { argument.get_possible_values() };
    values.into_iter().filter(|value| !value.is_hide_set()).collect()
}

/// The texts of one command: its own message first, then those it falls back to.
struct Local {
    language: Language,
    ids: Vec<String>,
}

impl Local {
    fn attribute(&self, name: &str) -> Option<String> {
        self.ids.iter().find_map(|id| text(self.language, id, Some(name), None))
    }

    fn common(&self, name: &str) -> String {
        text(self.language, COMMON, Some(name), None).unwrap_or_else(|| name.to_owned())
    }

    fn command(&self, command: Command, is_top: bool) -> Command {
        let own = |attribute| text(self.language, &self.ids[0], attribute, None);
        let about = own(None).unwrap_or_default();
        // The short one stands in the list of the command above, indented; the long one heads the command's own help.
        let mut command = command.about(wrapped(&about, COLUMNS - INDENT)).long_about(wrapped(&about, COLUMNS));
        if let Some(after) = own(Some("after")) {
            command = command.after_help(wrapped(&after, COLUMNS));
        }
        let flag =
            |name: &'static str, short: char, action: ArgAction| Arg::new(name).short(short).long(name).action(action);
        command = command.disable_help_flag(true).disable_help_subcommand(true).disable_version_flag(true);
        command = command.arg(flag("help", 'h', ArgAction::Help));
        if is_top {
            command = command.arg(flag("version", 'V', ArgAction::Version));
        }
        let usage = self.common("usage");
        command = command
            .help_template(format!("{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}"))
            .subcommand_value_name(self.common("command"))
            .subcommand_help_heading(self.common("commands"))
            .next_line_help(true)
            .mut_args(|argument| self.argument(argument));
        command.mut_subcommands(|sub| {
            let own = format!("{}-{}", self.ids[0], sub.get_name());
            let ids = [&[own][..], &self.ids].concat();
            Local { language: self.language, ids }.command(sub, false)
        })
    }

    fn argument(&self, argument: Arg) -> Arg {
        let id = argument.get_id().to_string();
        let mut help = self.attribute(&id).unwrap_or_default();
        let values = shown_values(&argument);
        for value in &values {
            let meaning = self.attribute(&format!("{id}-{}", value.get_name())).unwrap_or_default();
            help += &format!("\n  {}: {meaning}", value.get_name());
        }
        let defaults: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        if defaults.iter().any(|value| !value.is_empty()) {
            let value = defaults.join(" ");
            help += &message!("help-default", value = value).say(self.language);
        }
        let heading = self.common(match (argument.is_positional(), argument.is_global_set()) {
            (true, _) => "arguments",
            (false, false) => "options",
            (false, true) => "general-options",
        });
        let names = argument.get_value_names().unwrap_or_default();
        let names: Vec<_> = names.iter().map(|name| self.value_name(name)).collect();
        let argument = if names.is_empty() { argument } else { argument.value_names(names) };
        let argument = argument.help(wrapped(&help, COLUMNS - INDENT)).help_heading(heading);
        // A flag has no value whose form clap would show.
        if argument.get_action().takes_values() {
            argument.hide_default_value(true).hide_possible_values(true)
        } else {
            argument
        }
    }

    /// `KEY|FILE`, each part in the language where it has a word for it.
    fn value_name(&self, name: &str) -> String {
        let part = |part: &str| text(self.language, VALUES, Some(part), None).unwrap_or_else(|| part.to_owned());
        name.split('|').map(part).collect::<Vec<_>>().join("|")
    }
}

/// The usage lines in the language; only a built command has them.
fn with_usage(command: Command, built: &mut Command, language: Language) -> Command {
    let common = |name| text(language, COMMON, Some(name), None).unwrap_or_default();
    let usage = built.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).replace("[OPTIONS]", &common("some-options"));
    let usage = usage_lines(&usage);
    command.override_usage(usage).mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        match built.find_subcommand_mut(&name) {
            Some(built) => with_usage(sub, built, language),
            None => sub,
        }
    })
}

/// A usage in lines that fit, the further ones indented; a flag stays with its value.
fn usage_lines(usage: &str) -> String {
    const HANGING: &str = "       ";
    let (mut out, mut used) = (String::new(), HANGING.len());
    let mut words = usage.split(' ').peekable();
    while let Some(word) = words.next() {
        let mut part = word.to_owned();
        while let Some(value) = words.next_if(|next| word.starts_with("--") && next.starts_with('<')) {
            part = format!("{part} {value}");
        }
        if used + 1 + width(&part) > COLUMNS {
            out += &format!("\n{HANGING}");
            used = HANGING.len();
        } else if !out.is_empty() {
            out.push(' ');
            used += 1;
        }
        used += width(&part);
        out += &part;
    }
    out
}

/// What is wrong with the words that were typed, and how they should be. `explain` puts an error of a value into words,
/// where it knows it.
#[must_use]
pub fn usage_fault(
    error: &clap::Error,
    language: Language,
    explain: impl Fn(&(dyn Error + 'static)) -> Option<Message>,
) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return error.render().to_string();
    }
    let fault = fault(error, explain).unwrap_or_else(|| {
        let said = error.render().to_string();
        Message::verbatim(said.trim_start_matches("error: ").lines().next().unwrap_or_default())
    });
    let mut lines = vec![message!("usage-error", fault = fault).say(language)];
    let suggested = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    if let Some(meant) = suggested.into_iter().find_map(|kind| words_of(error, kind)) {
        lines.push(message!("usage-suggested", word = meant).say(language));
    }
    if let Some(usage) = words_of(error, ContextKind::Usage) {
        let usage = usage.trim_start_matches("Usage: ").to_owned();
        lines.push(format!("\n{}", message!("usage-form", usage = usage).say(language)));
    }
    lines.push(format!("\n{}", message!("usage-more").say(language)));
    lines.join("\n")
}

fn fault(error: &clap::Error, explain: impl Fn(&(dyn Error + 'static)) -> Option<Message>) -> Option<Message> {
    let argument = || words_of(error, ContextKind::InvalidArg);
    let value = || words_of(error, ContextKind::InvalidValue);
    Some(match error.kind() {
        ErrorKind::InvalidValue if value().is_none_or(|value| value.is_empty()) => {
            message!("usage-no-value", argument = argument()?)
        }
        ErrorKind::InvalidValue => {
            let known = words_of(error, ContextKind::ValidValue).unwrap_or_default();
            message!("usage-unknown-value", value = value()?, argument = argument()?, known = known)
        }
        ErrorKind::ValueValidation => {
            let why = error.source()?;
            let why = explain(why).unwrap_or_else(|| Message::verbatim(why));
            message!("usage-wrong-value", value = value()?, argument = argument()?, why = why)
        }
        ErrorKind::UnknownArgument => message!("usage-unknown-argument", argument = argument()?),
        ErrorKind::InvalidSubcommand => {
            message!("usage-unknown-command", command = words_of(error, ContextKind::InvalidSubcommand)?)
        }
        ErrorKind::MissingRequiredArgument => message!("usage-missing", arguments = argument()?),
        ErrorKind::MissingSubcommand => {
            let known = words_of(error, ContextKind::ValidSubcommand).unwrap_or_default();
            message!("usage-no-command", known = known)
        }
        ErrorKind::ArgumentConflict => match words_of(error, ContextKind::PriorArg) {
            Some(other) if Some(&other) != argument().as_ref() => {
                message!("usage-conflict", argument = argument()?, other = other)
            }
            _ => message!("usage-twice", argument = argument()?),
        },
        ErrorKind::TooManyValues => message!("usage-too-many", value = value()?, argument = argument()?),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            message!("usage-value-count", argument = argument()?)
        }
        ErrorKind::NoEquals => message!("usage-no-equals", argument = argument()?),
        ErrorKind::InvalidUtf8 => message!("usage-not-utf8"),
        _ => return None,
    })
}

/// A part of an error as text; several apart by commas.
fn words_of(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word.clone()),
        ContextValue::Strings(words) => Some(words.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::StyledStrs(texts) => Some(texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_found_before_the_command_line_is_read() {
        let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        for (line, value) in [
            ("yicang --lang zh plan", Some("zh")),
            ("yicang plan --lang=en", Some("en")),
            ("yicang plan --language zh", None),
            ("yicang plan -- --lang zh", None),
            ("yicang plan --lang", None),
        ] {
            assert_eq!(flag_value(&words(line), "--lang").as_deref(), value, "{line}");
        }
        assert_eq!(help_verb(words("yicang help plan")), words("yicang plan --help"));
        assert_eq!(help_verb(words("yicang plan help")), words("yicang plan help"));
    }

    fn command() -> Command {
        let step = Arg::new("step").required(true).value_parser(["picked", "shipped"]);
        Command::new("try").version("1").arg_required_else_help(true).subcommand(Command::new("confirm").arg(step))
    }

    #[test]
    fn help_and_faults_are_in_the_language() {
        let ask = |line: &str, language| {
            let error = localized(command(), "try", language).try_get_matches_from(line.split(' ')).unwrap_err();
            if error.use_stderr() { usage_fault(&error, language, |_| None) } else { error.render().to_string() }
        };
        let help = ask("try --help", Language::Chinese);
        for said in ["用法：try", "命令:", "选项:", "--help", "显示帮助"] {
            assert!(help.contains(said), "{said}: {help}");
        }
        assert!(ask("try", Language::Chinese).contains("命令:"), "who types nothing gets help");
        let help = ask("try confirm --help", Language::Chinese);
        assert!(help.contains("用法：try confirm <step>") && help.contains("参数:"), "{help}");
        let wrong = ask("try confirm eaten", Language::Chinese);
        assert!(wrong.starts_with("错误：“eaten”不是 <step> 的可选值；可选：picked, shipped"), "{wrong}");
        assert!(ask("try confirm", Language::Chinese).contains("缺少必需的参数：<step>"));
        let wrong = ask("try confrim", Language::English);
        assert!(wrong.starts_with("error: there is no command confrim\n") && wrong.contains("confirm"), "{wrong}");
    }
}
