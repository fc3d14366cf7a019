//! The salts of masked fields: never stored one by one, and still forgotten one by one.
//!
//! All salts come from one seed of 32 random bytes, by a tree of hashes: `SHA-256("yicang.v1/salts\n" || seed || 0 or
//! 1)` is the seed of the lower or upper half of the entries, and so on down to the one entry, whose seed gives the
//! salt of each of its fields. So a salt exists before its entry does: no cut of power can part an entry from its
//! salts, and taking a report in writes nothing more than before. To forget an entry's salts, the seed is replaced by
//! those of all the halves that do not lead to the entry, at most [`DEPTH`] of them; from these it cannot be found
//! again (O. Goldreich, S. Goldwasser and S. Micali, How to construct random functions, Journal of the ACM 33, 1986; D.
//! Boneh and B. Waters, Constrained pseudorandom functions, 2013, the punctured kind). Salts of the entry's other
//! fields are then kept as they are.
//!
//! The file `private/salts` of the data folder:
//!
//! ```text
//! yicang.v1 salts
//! seed <first entry> <entries, a power of two> <64 hexadecimal digits>
//! salt <entry> <field> <32 hexadecimal digits>
//! ```

use crate::setup::data_dir::{DataDir, SetupError, make_dir, write_secret};
use rand_core::{CryptoRng, RngCore};
use std::collections::BTreeMap;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use yicang_language::{Message, ToMessage as _, message};
use yicang_tlog::mask::{SALT_BYTES, Salt, commitment};
use yicang_tlog::{Hash, hex, parse_hex, sha256};

/// Entries that have salts: 2 to this power.
pub const DEPTH: u32 = 40;

const FIRST_LINE: &str = "yicang.v1 salts";

/// See the module.
#[derive(Clone, PartialEq, Eq)]
pub struct Salts {
    /// By the first entry that the seed is for: for how many (a power of two), and the seed.
    seeds: BTreeMap<u64, (u32, Hash)>,
    /// Salts of entries that have no seed any more.
    kept: BTreeMap<(u64, String), Salt>,
}

impl std::fmt::Debug for Salts {
    /// Never shows a seed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Salts({} seeds, {} kept)", self.seeds.len(), self.kept.len())
    }
}

/// Commits to the fields of one entry.
#[derive(Clone, Copy)]
pub struct Masks {
    seed: Hash,
}

impl Masks {
    /// Of one field.
    pub fn salt(&self, field: &str) -> Salt {
        let hash = below(&self.seed, field.as_bytes());
        std::array::from_fn(|at| hash[at])
    }

    /// What the entry says of a field with this value.
    pub fn commit(&self, field: &str, value: &[u8]) -> Hash {
        commitment(&self.salt(field), field, value)
    }
}

fn below(seed: &Hash, name: &[u8]) -> Hash {
    let mut bytes = Vec::with_capacity(64 + name.len());
    bytes.extend_from_slice(b"yicang.v1/salts\n");
    bytes.extend_from_slice(seed);
    bytes.extend_from_slice(name);
    sha256(&bytes)
}

/// The half that holds an entry, and the other: first entry and seed of each.
fn halves(first: u64, depth: u32, seed: &Hash, entry: u64) -> ((u64, Hash), (u64, Hash)) {
    let middle = first + (1 << (depth - 1));
    let (lower, upper) = ((first, below(seed, &[0])), (middle, below(seed, &[1])));
    if entry < middle { (lower, upper) } else { (upper, lower) }
}

impl Salts {
    /// New ones.
    pub fn generate(random: &mut (impl RngCore + CryptoRng)) -> Self {
        Self::generate_from(0, random)
    }

    /// New ones for the entries from this one on.
    pub fn generate_from(entry: u64, random: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut seeds = BTreeMap::new();
        let mut first = entry;
        while first < 1 << DEPTH {
            // The largest range that begins here.
            let depth = first.trailing_zeros().min(DEPTH);
            let mut seed = [0; 32];
            random.fill_bytes(&mut seed);
            seeds.insert(first, (depth, seed));
            first += 1 << depth;
        }
        Self { seeds, kept: BTreeMap::new() }
    }

    /// The seed that an entry's comes from: the first entry it is for, for how many, and itself.
    fn above(&self, entry: u64) -> Option<(u64, u32, Hash)> {
        let (first, (depth, seed)) = self.seeds.range(..=entry).next_back()?;
        (entry - first < 1 << depth).then_some((*first, *depth, *seed))
    }

    /// For the fields of an entry; `None` if they were forgotten.
    pub fn masks(&self, entry: u64) -> Option<Masks> {
        let (mut first, depth, mut seed) = self.above(entry)?;
        for depth in (1..=depth).rev() {
            ((first, seed), _) = halves(first, depth, &seed, entry);
        }
        Some(Masks { seed })
    }

    /// The salt of a field; `None` if it was forgotten.
    pub fn salt(&self, entry: u64, field: &str) -> Option<Salt> {
        let kept = self.kept.get(&(entry, field.to_owned())).copied();
        kept.or_else(|| Some(self.masks(entry)?.salt(field)))
    }

    /// Forgets the salts of these fields of an entry, for good; the entry has masked fields `all`.
    pub fn forget(&mut self, entry: u64, gone: &[&str], all: &[&str]) {
        if let Some((mut first, depth, mut seed)) = self.above(entry) {
            self.seeds.remove(&first);
            for depth in (1..=depth).rev() {
                let (to, other) = halves(first, depth, &seed, entry);
                self.seeds.insert(other.0, (depth - 1, other.1));
                (first, seed) = to;
            }
            let masks = Masks { seed };
            self.kept.extend(all.iter().map(|field| ((entry, (*field).to_owned()), masks.salt(field))));
        }
        for field in gone {
            self.kept.remove(&(entry, (*field).to_owned()));
        }
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for (first, (depth, seed)) in &self.seeds {
            text.push_str(&format!("seed {first} {} {}\n", 1_u64 << depth, hex(seed)));
        }
        for ((entry, field), salt) in &self.kept {
            let mut wide = [0; 32];
            wide[..SALT_BYTES].copy_from_slice(salt);
            text.push_str(&format!("salt {entry} {field} {}\n", &hex(&wide)[..2 * SALT_BYTES]));
        }
        text
    }

    /// Reads what [`to_text`](Self::to_text) writes; else says which line is wrong.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err(message!("setup-salts-first", wanted = FIRST_LINE));
        }
        let mut salts = Self { seeds: BTreeMap::new(), kept: BTreeMap::new() };
        for (at, line) in (2..).zip(lines) {
            salts.read(line).ok_or_else(|| message!("setup-salts-damaged", line = at))?;
        }
        if salts.to_text() == text { Ok(salts) } else { Err(message!("setup-salts-order")) }
    }

    fn read(&mut self, line: &str) -> Option<()> {
        let (kind, rest) = line.split_once(' ')?;
        let words: Vec<&str> = rest.split(' ').collect();
        let &[first, second, digits] = words.as_slice() else { return None };
        let entry: u64 = first.parse().ok().filter(|entry| *entry < 1 << DEPTH)?;
        match kind {
            "seed" => {
                let count: u64 = second.parse().ok()?;
                let lies = count.is_power_of_two() && count <= 1 << DEPTH && entry.is_multiple_of(count);
                let seed = parse_hex(digits).filter(|_| lies)?;
                self.seeds.insert(entry, (count.trailing_zeros(), seed));
            }
            "salt" => {
                let wide = parse_hex(&format!("{digits:0<64}")).filter(|_| digits.len() == 2 * SALT_BYTES)?;
                self.kept.insert((entry, second.to_owned()), std::array::from_fn(|at| wide[at]));
            }
            _ => return None,
        }
        Some(())
    }

    /// Makes the file of a new centre.
    pub fn create(data: &DataDir) -> Result<(), SetupError> {
        make_dir(&data.private())?;
        write_secret(&data.salts(), &Self::generate(&mut rand_core::OsRng).to_text())
    }

    /// Reads the file.
    pub fn load(path: &Path) -> Result<Self, SetupError> {
        let text = yicang_writer::keys::read_secret(path).map_err(|error| SetupError::Refused(error.message()))?;
        Self::parse(&text).map_err(|problem| SetupError::Content { path: path.into(), problem })
    }

    /// Writes the file in place of the one that is there, and writes zeros over that one. On a disk that keeps old
    /// blocks (flash, snapshots, backups) these must be dealt with there.
    pub fn replace(&self, path: &Path) -> Result<(), SetupError> {
        let file = |doing, source| SetupError::File { doing, path: path.into(), source };
        let new = path.with_extension("new");
        match std::fs::remove_file(&new) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(file("write", error)),
            _ => {}
        }
        write_secret(&new, &self.to_text())?;
        let mut old = std::fs::OpenOptions::new().write(true).open(path).map_err(|error| file("open", error))?;
        std::fs::rename(&new, path).map_err(|error| file("write", error))?;
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        crate::setup::data_dir::sync_dir(folder)?;
        let erased = old.metadata().and_then(|about| {
            old.rewind()?;
            old.write_all(&vec![0; usize::try_from(about.len()).unwrap_or(usize::MAX)])?;
            old.sync_all()
        });
        erased.map_err(|error| file("erase the old", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn salts() -> Salts {
        Salts { seeds: BTreeMap::from([(0, (DEPTH, [7; 32]))]), kept: BTreeMap::new() }
    }

    #[test]
    fn a_salt_is_of_its_entry_and_field() {
        let all: std::collections::BTreeSet<_> = (0..50)
            .flat_map(|entry| ["note", "line.1.quantity"].map(|field| salts().salt(entry, field).unwrap()))
            .chain([salts().salt((1 << DEPTH) - 1, "note").unwrap()])
            .collect();
        assert_eq!(all.len(), 101);
        assert_eq!(salts().salt(1 << DEPTH, "note"), None);
        let masks = salts().masks(9).unwrap();
        assert_eq!(masks.commit("note", b"wet"), commitment(&salts().salt(9, "note").unwrap(), "note", b"wet"));
        assert_eq!(format!("{:?}", salts()), "Salts(1 seeds, 0 kept)");
    }

    #[test]
    fn new_salts_can_begin_at_any_entry() {
        for first in [0, 1, 2, 7, 1000, (1 << DEPTH) - 1] {
            let salts = Salts::generate_from(first, &mut rand_core::OsRng);
            assert_eq!(Salts::parse(&salts.to_text()), Ok(salts.clone()));
            assert!(first.checked_sub(1).is_none_or(|before| salts.masks(before).is_none()));
            assert!(
                [first, first + 1, 1 << 39]
                    .iter()
                    .all(|entry| { salts.masks(*entry).is_some() == (*entry >= first && *entry < 1 << DEPTH) })
            );
        }
    }

    #[test]
    fn what_is_damaged_is_named_by_its_line() {
        let mut some = salts();
        some.forget(5, &["note"], &["note", "line.1.quantity"]);
        let text = some.to_text();
        assert_eq!(Salts::parse(&text), Ok(some));
        for (spoilt, says) in [
            ("", "line 1"),
            (&text.replacen("seed 0", "seed 1", 1), "line 2 is damaged"),
            (&text.replacen("seed 4 1 ", "seed 4 3 ", 1), "line 3 is damaged"),
            (&text.replace("\nsalt 5", "\nmalt 5"), "is damaged"),
            (&text.replace("salt 5", "salt 05"), "order"),
        ] {
            let error = Salts::parse(spoilt).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn the_file_is_the_owner_s_and_the_old_one_is_erased() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let (data, link) = (DataDir::new(dir.path()), dir.path().join("old"));
        Salts::create(&data).unwrap();
        std::fs::hard_link(data.salts(), &link).unwrap();
        let mut some = Salts::load(&data.salts()).unwrap();
        some.forget(3, &["note"], &["note"]);
        some.replace(&data.salts()).unwrap();
        assert_eq!(Salts::load(&data.salts()).unwrap(), some);
        assert_eq!(std::fs::metadata(data.salts()).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(std::fs::read(link).unwrap().iter().all(|byte| *byte == 0));
        assert!(Salts::create(&data).is_err(), "salts are never overwritten");
    }

    proptest! {
        #[test]
        fn what_is_forgotten_is_gone_and_all_else_stays(
            entries in proptest::collection::vec((0_u64..40, any::<bool>()), 1..12),
        ) {
            let (before, mut after) = (salts(), salts());
            let all = ["note", "line.1.quantity"];
            let mut gone = std::collections::BTreeSet::new();
            for (entry, both) in entries {
                let fields = if both { &all[..] } else { &all[..1] };
                after.forget(entry, fields, &all);
                gone.extend(fields.iter().map(|field| (entry, *field)));
            }
            prop_assert_eq!(Salts::parse(&after.to_text()).unwrap(), after.clone());
            for entry in (0..45).chain([1 << 39, (1 << DEPTH) - 1]) {
                for field in all {
                    let expected = before.salt(entry, field).filter(|_| !gone.contains(&(entry, field)));
                    prop_assert_eq!(after.salt(entry, field), expected, "{} {}", entry, field);
                }
            }
            // No seed of a forgotten entry, nor one above it, is left in the file.
            for (entry, _) in gone {
                prop_assert!(after.masks(entry).is_none());
            }
        }
    }
}
