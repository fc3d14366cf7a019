//! The call that opens masked fields.

use super::coordinator::Coordinator;
use super::error::CoordinatorError;
use crate::events::disclosure::MaskedField;
use jiff::Timestamp;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1::{self, command::Body};

impl Coordinator {
    /// Lets somebody see masked fields; gives the record, and the text of the file that opens them.
    pub async fn disclose(
        &self,
        reader: String,
        reason: String,
        until: Timestamp,
        fields: Vec<MaskedField>,
    ) -> Result<(u64, String), CoordinatorError> {
        let fields = fields.into_iter().map(|(entry_index, field)| v1::MaskedField { entry_index, field });
        let until = Some(time_to_wire(until));
        let ask = v1::GrantDisclosure { reader, reason, until, fields: fields.collect() };
        let command = self.sign(Body::GrantDisclosure(ask))?;
        let answer = self.client().grant_disclosure(v1::GrantDisclosureRequest { command }).await?.into_inner();
        Ok((answer.entry_index, answer.openings))
    }
}
