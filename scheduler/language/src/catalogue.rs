//! The embedded texts: one Fluent file per area and language.

use crate::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

macro_rules! files {
    ($($area:literal),* $(,)?) => {
        /// The areas' texts, in English and in Chinese.
        const FILES: &[(&str, [&str; 2])] = &[$((
            $area,
            [
                include_str!(concat!("../text/en/", $area, ".ftl")),
                include_str!(concat!("../text/zh/", $area, ".ftl")),
            ],
        )),*];
    };
}

files!(
    "common",
    "usage",
    "field",
    "refusal",
    "text",
    "check",
    "agent",
    "agent_help",
    "asking",
    "log",
    "replay",
    "ledger",
    "ledger_help",
    "writer",
    "exchange",
    "centre",
    "centre_help",
    "centre_setup",
    "centre_offline",
    "centre_demo",
    "catalogue",
    "notice",
    "keeping",
    "inbound",
    "operating",
    "moving",
    "comparing",
    "overriding"
);

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English));
static CHINESE: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Chinese));

fn resources(language: Language) -> impl Iterator<Item = FluentResource> {
    let texts = FILES.iter().map(move |(area, texts)| (area, texts[usize::from(language == Language::Chinese)]));
    texts.map(move |(area, text)| {
        let broken = |(_, errors)| panic!("text/{}/{area}.ftl: {errors:?}", language.tag());
        FluentResource::try_new(text.to_owned()).unwrap_or_else(broken)
    })
}

fn bundle(language: Language) -> Bundle {
    let locale: LanguageIdentifier = language.tag().parse().expect("the tags are well formed");
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // The marks would keep right-to-left text apart; no text here is, and on a terminal and in a log they are rubbish.
    bundle.set_use_isolating(false);
    for resource in resources(language) {
        bundle.add_resource(resource).expect("an id occurs once, which a test sees to");
    }
    bundle
}

/// A message's text, or that of an attribute of it; `None` if the catalogue has none.
pub(crate) fn text(
    language: Language,
    id: &str,
    attribute: Option<&str>,
    arguments: Option<&FluentArgs<'_>>,
) -> Option<String> {
    let bundle = match language {
        Language::English => &*ENGLISH,
        Language::Chinese => &*CHINESE,
    };
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(attribute) => message.get_attribute(attribute)?.value(),
    };
    // A missing argument shows as `{$name}`; a test finds it before a user does.
    let mut faults = Vec::new();
    Some(bundle.format_pattern(pattern, arguments, &mut faults).into_owned())
}

/// Every text of a language, as `id` or `id.attribute`, with the names of its arguments: for tests, and for whoever
/// translates.
#[must_use]
pub fn entries(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    use fluent_syntax::ast::Entry;
    let mut all = BTreeMap::new();
    for resource in resources(language) {
        for entry in resource.entries() {
            let Entry::Message(message) = entry else { continue };
            let mut add = |name: String, pattern| {
                let mut arguments = BTreeSet::new();
                collect(pattern, &mut arguments);
                assert!(all.insert(name.clone(), arguments).is_none(), "{name} occurs twice");
            };
            if let Some(pattern) = &message.value {
                add(message.id.name.to_owned(), pattern);
            }
            for attribute in &message.attributes {
                add(format!("{}.{}", message.id.name, attribute.id.name), &attribute.value);
            }
        }
    }
    all
}

/// The names of the arguments in a pattern.
fn collect(pattern: &fluent_syntax::ast::Pattern<&str>, names: &mut BTreeSet<String>) {
    use fluent_syntax::ast::{Expression, InlineExpression, PatternElement};
    fn inline(expression: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
        match expression {
            InlineExpression::VariableReference { id } => {
                names.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => whole(expression, names),
            InlineExpression::FunctionReference { arguments, .. } => {
                arguments.positional.iter().for_each(|argument| inline(argument, names));
            }
            _ => {}
        }
    }
    fn whole(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
        match expression {
            Expression::Inline(expression) => inline(expression, names),
            Expression::Select { selector, variants } => {
                inline(selector, names);
                variants.iter().for_each(|variant| collect(&variant.value, names));
            }
        }
    }
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            whole(expression, names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_arguments() {
        let (english, chinese) = (entries(Language::English), entries(Language::Chinese));
        let only = |these: &BTreeMap<_, _>, others: &BTreeMap<String, BTreeSet<String>>| -> Vec<String> {
            these.keys().filter(|id: &&String| !others.contains_key(*id)).cloned().collect()
        };
        assert_eq!(only(&english, &chinese), [""; 0], "only in English");
        assert_eq!(only(&chinese, &english), [""; 0], "only in Chinese");
        for (id, arguments) in &english {
            assert_eq!(arguments, &chinese[id], "the arguments of {id}");
        }
    }

    #[test]
    fn no_file_has_rubbish() {
        use fluent_syntax::ast::Entry;
        for language in Language::ALL {
            for resource in resources(language) {
                for entry in resource.entries() {
                    assert!(!matches!(entry, Entry::Junk { .. }), "{}: {entry:?}", language.tag());
                }
            }
            bundle(language);
        }
    }
}
