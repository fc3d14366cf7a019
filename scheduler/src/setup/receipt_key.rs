//! Another key for receipts, in two steps: first it is made and given to the agents, who take both; then the centre
//! signs with it. Each step may be broken off anywhere and done again.

use crate::setup::data_dir::{DataDir, SetupError, read_key, sync_dir, write_new, write_secret};
use std::path::Path;
use yicang_language::message;
use yicang_tlog::{PublicKey, SigningKey};

/// The key that comes next, made if there is none yet.
///
/// # Errors
/// [`SetupError`]: what cannot be read or written.
pub fn prepare(data: &DataDir) -> Result<PublicKey, SetupError> {
    let (secret, public) = (data.key("receipt.next.key"), data.key("receipt.next.pub"));
    if !secret.exists() {
        if public.exists() {
            return Err(SetupError::Refused(message!("setup-receipt-key-half-changed")));
        }
        let key = SigningKey::generate(&mut rand_core::OsRng);
        write_secret(&secret, &format!("{}\n", key.to_text()))?;
    }
    let key = read_key(&secret)?.public();
    if !public.exists() {
        write_new(&public, &format!("{}\n", key.to_text()))?;
    }
    Ok(key)
}

/// From the centre's next start on, receipts are signed with the next key. The old key is gone; its public half stays.
///
/// # Errors
/// [`SetupError`], also where no next key was made.
pub fn activate(data: &DataDir) -> Result<PublicKey, SetupError> {
    let [secret, public] = ["receipt.key", "receipt.pub"].map(|name| data.key(name));
    let [next_secret, next_public] = ["receipt.next.key", "receipt.next.pub"].map(|name| data.key(name));
    if next_secret.exists() {
        // Before the key itself: once it is the centre's, its public half must be there.
        prepare(data)?;
        rename(&next_secret, &secret)?;
    }
    let key = read_key(&secret)?.public();
    if !next_public.exists() {
        return Err(SetupError::Refused(message!("setup-receipt-key-none")));
    }
    if public.exists() {
        rename(&public, &data.key("receipt.old.pub"))?;
    }
    rename(&next_public, &public)?;
    sync_dir(&data.key(""))?;
    Ok(key)
}

fn rename(from: &Path, to: &Path) -> Result<(), SetupError> {
    std::fs::rename(from, to).map_err(|source| SetupError::File { doing: "rename", path: from.into(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{read_to_string, remove_file};

    fn centre() -> (tempfile::TempDir, DataDir, PublicKey) {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        std::fs::create_dir(data.key("")).unwrap();
        let key = SigningKey::generate(&mut rand_core::OsRng);
        write_secret(&data.key("receipt.key"), &key.to_text()).unwrap();
        write_new(&data.key("receipt.pub"), &format!("{}\n", key.public())).unwrap();
        (folder, data, key.public())
    }

    #[test]
    fn the_next_key_is_made_once_and_then_signs() {
        let (_folder, data, old) = centre();
        let refused = activate(&data).unwrap_err().to_string();
        assert!(refused.contains("`yicang receipt-key prepare`"), "{refused}");
        assert_eq!(read_key(&data.key("receipt.key")).unwrap().public(), old, "and nothing was changed");
        let made = prepare(&data).unwrap();
        assert_eq!(prepare(&data).unwrap(), made);
        assert_eq!(read_key(&data.key("receipt.key")).unwrap().public(), old, "until the switch");
        assert_eq!(activate(&data).unwrap(), made);
        assert_eq!(read_key(&data.key("receipt.key")).unwrap().public(), made);
        assert_eq!(read_to_string(data.key("receipt.pub")).unwrap(), format!("{made}\n"));
        assert_eq!(read_to_string(data.key("receipt.old.pub")).unwrap(), format!("{old}\n"));
        assert!(activate(&data).is_err(), "one switch for each key");
        assert_ne!(prepare(&data).unwrap(), made);
    }

    #[test]
    fn broken_off_anywhere_it_is_done_again() {
        let (_folder, data, _) = centre();
        let made = prepare(&data).unwrap();
        remove_file(data.key("receipt.next.pub")).unwrap();
        assert_eq!(prepare(&data).unwrap(), made);
        // After the first rename, after the second.
        rename(&data.key("receipt.next.key"), &data.key("receipt.key")).unwrap();
        let refused = prepare(&data).unwrap_err().to_string();
        assert!(refused.contains("`yicang receipt-key activate`"), "not another key under this one's name: {refused}");
        assert_eq!(activate(&data).unwrap(), made);
        let (_folder, data, _) = centre();
        let made = prepare(&data).unwrap();
        rename(&data.key("receipt.next.key"), &data.key("receipt.key")).unwrap();
        rename(&data.key("receipt.pub"), &data.key("receipt.old.pub")).unwrap();
        assert_eq!(activate(&data).unwrap(), made);
        assert_eq!(read_to_string(data.key("receipt.pub")).unwrap(), format!("{made}\n"));
    }
}
