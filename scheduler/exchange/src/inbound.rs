//! A list of what is to come to depots, as an agent reads it.

use crate::cells::expected::{Expected, Percent};
use crate::cells::{Day, Name, Positive, Sites};
use crate::columns::INBOUND;
use crate::finding::TableFault;
use crate::heading::Rules;
use crate::known::{Known, named};
use crate::known_ids::Alike;
use crate::reports::List;
use jiff::tz::TimeZone;
use std::path::Path;
use yicang_domain::inbound::PARTY_BYTES_MAX;
use yicang_domain::report::Body;
use yicang_domain::{DepotId, InboundLine, LotId};
use yicang_language::message;

impl List {
    /// Reads a list of what is to come. `depot` is where it is to come to where the file does not say; days are those
    /// of the zone; `known` is what is known already. Gifts have no codes yet.
    ///
    /// # Errors
    /// The file as a whole cannot be read.
    pub fn inbound(
        path: &Path,
        depot: Option<&DepotId>,
        rules: Rules,
        zone: &TimeZone,
        known: &Known<'_>,
    ) -> Result<Self, Vec<TableFault>> {
        let mut alike = Alike::default();
        let rules = Rules { not_required: if depot.is_some() { &["depot_id"] } else { &[] }, ..rules };
        Self::of(
            (path, INBOUND, rules),
            (("depot_id", "--depot", depot), known.places),
            |row, faults| {
                let item = named(row, "item_id", known.items, faults);
                let quantity = row.required::<Positive>("quantity", faults).map(|positive| positive.0);
                let lot = row.optional("lot_id", faults).unwrap_or_else(LotId::unnamed);
                let party = |name: Option<Name>, column: &'static str, faults: &mut _| {
                    let name = name.map_or_else(String::new, |name| name.0);
                    if name.len() > PARTY_BYTES_MAX {
                        let problem = message!("inbound-party", max = PARTY_BYTES_MAX);
                        crate::finding::Findings::push(
                            faults,
                            row.fault(column, problem, message!("inbound-party-remedy")),
                        );
                    }
                    name
                };
                let supplier = row.required::<Name>("supplier", faults);
                let supplier = party(supplier, "supplier", faults);
                let donor = row.optional::<Name>("donor", faults);
                let donor = party(donor, "donor", faults);
                let expected_at = row.required::<Expected>("expected", faults).and_then(|expected| expected.by(zone));
                let confidence = row.required::<Percent>("confidence", faults).map(|percent| percent.0);
                let expires_on = row.optional::<Day>("expires_on", faults).map(|day| day.0);
                let earmark = match row.optional::<Sites>("earmark", faults).map(|sites| sites.among(None)) {
                    None => None,
                    Some(Ok(sites)) => sites,
                    Some(Err(problem)) => {
                        faults.push(row.fault("earmark", problem, message!("list-earmark")));
                        None
                    }
                };
                let line = InboundLine {
                    item: item?,
                    lot,
                    quantity: quantity?,
                    supplier,
                    expected_at: expected_at?,
                    confidence: confidence?,
                    expires_on,
                    earmark: earmark.unwrap_or_default(),
                    donor,
                    gift: None,
                };
                let among = format!("{}\n{}", row.cell("depot_id"), line.item);
                alike.note(row, "lot_id", &among, line.lot.as_str(), faults);
                Some(((line.item.clone(), line.lot.clone()), line))
            },
            |depot, lines| Body::Inbound { depot, lines },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.csv");
        std::fs::write(&path, text).unwrap();
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let list = match List::inbound(&path, Some(&"D1".parse().unwrap()), Rules::default(), &zone, &Known::default())
        {
            Ok(list) => list,
            Err(faults) => return faults.iter().map(|fault| format!("{fault}\n")).collect(),
        };
        let mut out = String::new();
        for body in list.bodies {
            let Body::Inbound { depot, lines } = body else { unreachable!("a list of what is to come") };
            for line in lines {
                let sites: Vec<_> = line.earmark.iter().map(ToString::to_string).collect();
                let InboundLine { item, lot, quantity, supplier, expected_at, confidence, donor, .. } = line;
                out += &format!(
                    "{depot} {item} {lot} {quantity} {supplier:?} {expected_at} {confidence} {:?} {donor:?} {}\n",
                    line.expires_on,
                    sites.join("+")
                );
            }
        }
        out + &list.faults.iter().map(|fault| format!("{fault}\n")).collect::<String>()
    }

    #[test]
    fn a_list_says_who_sends_what_by_when_and_how_sure_that_is() {
        let text = "item_id,quantity,lot_id,supplier,expected,confidence,expires_on,donor,earmark\n\
                    N95,5000,L9,Ace Supplies,2026-12-03,80,2027-03-31,Wang Fund,H1;H2\n\
                    GOWN,10,,甲厂,2026-12-03T08:00:00+08:00,100,,,\n";
        assert_eq!(
            read(text),
            "D1 N95 L9 5000 \"Ace Supplies\" 2026-12-03T16:00:00Z 80 Some(2027-03-31) \"Wang Fund\" H1+H2\n\
             D1 GOWN - 10 \"甲厂\" 2026-12-03T00:00:00Z 100 None \"\" \n"
        );
        assert_eq!(read("物资编码,数量,供应方,预计到货,把握\nN95,1,甲厂,2026-12-03,5\n").lines().count(), 1);
    }

    #[test]
    fn every_bad_row_is_named() {
        let text = "item_id,quantity,supplier,expected,confidence\n\
                    N95,5,,2026-12-03,80\nN95,0,a,2026-12-03,80\nN95,5,a,soon,80\nN95,5,a,2026-12-03,101\n\
                    N95,5,a,2026-12-03,80\nN95,6,a,2026-12-03,80\n";
        let said = read(text);
        for part in [
            "row 2, column supplier: is empty",
            "row 3, column quantity: is 0",
            "row 4, column expected: ",
            "row 5, column confidence: \"101\" is no confidence; write a whole number of percent from 1 to 100",
            "row 7, column item_id: repeats row 6 for D1",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}
