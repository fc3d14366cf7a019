//! `receipt-key`: changes the key that signs receipts.

use super::Failure;
use super::salts::Folder;
use crate::setup::data_dir::read;
use crate::setup::receipt_key;
use crate::terminal::console::Console;
use clap::Subcommand;
use yicang_language::message;

#[derive(Subcommand)]
pub(super) enum ReceiptKey {
    #[command(alias = "next")]
    Prepare {
        #[command(flatten)]
        folder: Folder,
    },
    #[command(alias = "switch")]
    Activate {
        #[command(flatten)]
        folder: Folder,
    },
}

impl ReceiptKey {
    pub(super) fn run(self, console: &mut Console<'_>) -> Result<(), Failure> {
        let said = match self {
            ReceiptKey::Prepare { folder } => {
                let data = folder.open()?;
                let key = receipt_key::prepare(&data)?.to_string();
                let now = read(&data.key("receipt.pub"))?;
                message!("centre-receipt-key-prepared", key = key, now = now.trim())
            }
            ReceiptKey::Activate { folder } => {
                let key = receipt_key::activate(&folder.open()?)?.to_string();
                message!("centre-receipt-key-activated", key = key)
            }
        };
        Ok(console.say(&said)?)
    }
}
