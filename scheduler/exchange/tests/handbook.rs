//! The handbook lists every column with its synonyms, as the code has them.

#![allow(clippy::unwrap_used)] // in a test a panic is the answer

use std::fmt::Write as _;
use std::path::Path;
use yicang_exchange::columns::ALL;

const FROM: &str = "--test handbook` -->\n";
const TO: &str = "<!-- end of columns -->";

fn listed() -> String {
    let mut out = String::new();
    for (file, columns) in ALL {
        let _ = write!(out, "\n`{file}`\n\n| column | may be called |\n|---|---|\n");
        for column in *columns {
            let name = if column.required { format!("**{}**", column.name) } else { column.name.to_owned() };
            let old = column.formerly.iter().map(|old| format!("formerly {old}"));
            let all: Vec<_> = column.aliases.iter().map(|name| (*name).to_owned()).chain(old).collect();
            let _ = writeln!(out, "| {name} | {} |", all.join(", "));
        }
    }
    out.push('\n');
    out
}

#[test]
fn the_handbook_lists_every_column() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(FROM).unwrap();
    let (said, after) = rest.split_once(TO).unwrap();
    if std::env::var_os("YICANG_REGENERATE").is_some() {
        std::fs::write(&path, format!("{before}{FROM}{}{TO}{after}", listed())).unwrap();
    } else {
        assert_eq!(said, listed(), "run YICANG_REGENERATE=1 cargo test -p yicang-exchange --test handbook");
    }
}
