//! The public folder as somebody else's program would read it: files, bundles, leaves.

use std::collections::BTreeMap;
use std::path::Path;

/// Every file below a folder, by its path with slashes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path();
                let name = path.strip_prefix(folder).unwrap().components();
                let name: Vec<_> = name.map(|part| part.as_os_str().to_str().unwrap()).collect();
                found.insert(name.join("/"), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The leaves of a log of fewer than 256,000 entries, read from its entry bundles, the widest of each.
pub fn leaves(public: &Path) -> Vec<String> {
    let mut widest = BTreeMap::<String, (usize, Vec<u8>)>::new();
    for (name, bytes) in files(public) {
        let Some(rest) = name.strip_prefix("tile/entries/") else { continue };
        let (number, width) = rest.split_once(".p/").map_or((rest, 256), |(n, w)| (n, w.parse().unwrap()));
        let known = widest.entry(number.to_owned()).or_default();
        if width > known.0 {
            *known = (width, bytes);
        }
    }
    let mut leaves = Vec::new();
    for (_, bundle) in widest.into_values() {
        let mut rest = &bundle[..];
        while let [high, low, more @ ..] = rest {
            let (leaf, after) = more.split_at(usize::from(u16::from_be_bytes([*high, *low])));
            leaves.push(String::from_utf8(leaf.to_vec()).unwrap());
            rest = after;
        }
    }
    leaves
}

/// What the auditor finds in the public folder: nothing, if all is well.
pub fn findings(public: &Path, key: &yicang_tlog::LogVerifier) -> Vec<String> {
    let folder = yicang_auditor::source::Folder(public.to_owned());
    let audit = yicang_auditor::audit::audit(&folder, key, &mut |_, _, _| {}).unwrap();
    audit.findings.iter().map(ToString::to_string).collect()
}
