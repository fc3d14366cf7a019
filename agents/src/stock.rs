//! What the centre knows of the stock of this agent's depots.

use crate::agent_dir::AgentDir;
use crate::client::{Client, ConnectionError};
use jiff::Timestamp;
use prost::Message as _;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_tlog::STOCK;

impl Client {
    /// Asks for it, with the agent's signature.
    pub(crate) async fn stock(&self, agent_dir: &AgentDir) -> Result<Vec<v1::StockLine>, ConnectionError> {
        let asked_at = Some(time_to_wire(Timestamp::now()));
        let query = v1::GetStockQuery { agent_id: self.config.agent.to_string(), asked_at }.encode_to_vec();
        let signature = agent_dir.key.sign(STOCK, &query).to_vec();
        let mut field = self.field();
        let asked = field.get_stock(v1::GetStockRequest { query, signature });
        Ok(self.in_time(asked).await?.into_inner().lines)
    }
}
