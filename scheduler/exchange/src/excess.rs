//! A list of what sites offer to others, as an agent reads it.

use crate::cells::{Day, Flag};
use crate::columns::EXCESS;
use crate::finding::TableFault;
use crate::heading::Rules;
use crate::known::{Known, named};
use crate::known_ids::Alike;
use crate::reports::List;
use std::path::Path;
use yicang_domain::report::Body;
use yicang_domain::{ExcessLine, LotId, Quantity, SiteId};

impl List {
    /// Reads a list of offers; quantity 0 ends one. `site` is whose they are where the file does not say; `known` is
    /// what is known already.
    ///
    /// # Errors
    /// The file as a whole cannot be read.
    pub fn excess(
        path: &Path,
        site: Option<&SiteId>,
        rules: Rules,
        known: &Known<'_>,
    ) -> Result<Self, Vec<TableFault>> {
        let mut alike = Alike::default();
        let rules = Rules { not_required: if site.is_some() { &["site_id"] } else { &[] }, ..rules };
        Self::of(
            (path, EXCESS, rules),
            (("site_id", "--site", site), known.places),
            |row, faults| {
                let item = named(row, "item_id", known.items, faults);
                let quantity = row.required::<Quantity>("quantity", faults);
                let lot = row.optional("lot_id", faults).unwrap_or_else(LotId::unnamed);
                let expires_on = row.optional::<Day>("expires_on", faults).map(|day| day.0);
                let do_not_send = row.optional::<Flag>("do_not_send", faults).is_some_and(|flag| flag.0);
                let line = ExcessLine { item: item?, lot, quantity: quantity?, expires_on, do_not_send };
                let among = format!("{}\n{}", row.cell("site_id"), line.item);
                alike.note(row, "lot_id", &among, line.lot.as_str(), faults);
                Some(((line.item.clone(), line.lot.clone()), line))
            },
            |site, lines| Body::Excess { site, lines },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, site: Option<&str>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.csv");
        std::fs::write(&path, text).unwrap();
        let site = site.map(|site| site.parse().unwrap());
        let list = match List::excess(&path, site.as_ref(), Rules::default(), &Known::default()) {
            Ok(list) => list,
            Err(faults) => return faults.iter().map(|fault| format!("{fault}\n")).collect(),
        };
        let mut out = String::new();
        for body in list.bodies {
            let Body::Excess { site, lines } = body else { unreachable!("a list of offers") };
            for ExcessLine { item, lot, quantity, expires_on, do_not_send } in lines {
                out += &format!("{site} {item} {lot} {quantity} {expires_on:?} {do_not_send}\n");
            }
        }
        out + &list.faults.iter().map(|fault| format!("{fault}\n")).collect::<String>()
    }

    #[test]
    fn a_list_says_what_is_offered_until_when_and_whether_more_is_wanted() {
        assert_eq!(
            read(
                "site_id,item_id,quantity,lot_id,expires_on,do_not_send\nH1,N95,50,L1,2027-03-31,1\nH2,N95,0,,,\n",
                None
            ),
            "H1 N95 L1 50 Some(2027-03-31) true\nH2 N95 - 0 None false\n"
        );
        assert_eq!(read("物资编码,多余数量,请勿发运\nGOWN,7,0\n", Some("H3")), "H3 GOWN - 7 None false\n");
    }

    #[test]
    fn every_bad_row_is_named() {
        let text = "site_id,item_id,quantity,do_not_send\n,N95,5,1\nH1,N95,-1,1\nH1,GOWN,5,maybe\nH1,A,1,\nH1,A,2,\n";
        let said = read(text, None);
        for part in [
            "row 2, column site_id: ",
            "row 3, column quantity: ",
            "row 4, column do_not_send: ",
            "row 6, column item_id: repeats row 5 for H1",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}
