//! What this agent asks the centre about itself, signed; and the stock of its depots.

use crate::agent_dir::AgentDir;
use crate::client::{Client, ConnectionError};
use jiff::Timestamp;
use prost::Message as _;
use tonic::Code;
use yicang_language::message;
use yicang_proto::time::time_to_wire;
use yicang_proto::v1;
use yicang_proto::v1::ask_response::Answer;
use yicang_proto::v1::field_query::Question;
use yicang_tlog::{ASK, STOCK};

impl Client {
    /// Asks for the stock of the agent's depots.
    pub(crate) async fn stock(&self, agent_dir: &AgentDir) -> Result<Vec<v1::StockLine>, ConnectionError> {
        let asked_at = Some(time_to_wire(Timestamp::now()));
        let query = v1::GetStockQuery { agent_id: self.config.agent.to_string(), asked_at }.encode_to_vec();
        let signature = agent_dir.key.sign(STOCK, &query).to_vec();
        let mut field = self.field();
        let asked = field.get_stock(v1::GetStockRequest { query, signature });
        Ok(self.in_time(asked).await?.into_inner().lines)
    }

    /// How the open needs of the agent's sites stand, or of one of them.
    pub(crate) async fn needs(&self, agent_dir: &AgentDir, site: &str) -> Result<v1::NeedsAnswer, ConnectionError> {
        let question = Question::Needs(v1::NeedsQuestion { site_id: site.to_owned() });
        match self.question(agent_dir, question).await? {
            Some(Answer::Needs(needs)) => Ok(needs),
            _ => Err(self.strange()),
        }
    }

    /// Why a need got no more in the plan that was decided last; all needs of the site for an empty item.
    pub(crate) async fn explanation(
        &self,
        agent_dir: &AgentDir,
        site: &str,
        item: &str,
    ) -> Result<v1::ExplanationAnswer, ConnectionError> {
        let question = v1::ExplanationQuestion { site_id: site.to_owned(), item_id: item.to_owned() };
        match self.question(agent_dir, Question::Explanation(question)).await? {
            Some(Answer::Explanation(told)) => Ok(told),
            _ => Err(self.strange()),
        }
    }

    /// All items and the agent's own places, with their names.
    pub(crate) async fn catalogue(&self, agent_dir: &AgentDir) -> Result<v1::CatalogueAnswer, ConnectionError> {
        match self.question(agent_dir, Question::Catalogue(v1::CatalogueQuestion {})).await? {
            Some(Answer::Catalogue(catalogue)) => Ok(catalogue),
            _ => Err(self.strange()),
        }
    }

    async fn question(&self, agent_dir: &AgentDir, question: Question) -> Result<Option<Answer>, ConnectionError> {
        let asked_at = Some(time_to_wire(Timestamp::now()));
        let agent_id = self.config.agent.to_string();
        let query = v1::FieldQuery { agent_id, asked_at, question: Some(question) }.encode_to_vec();
        let signature = agent_dir.key.sign(ASK, &query).to_vec();
        let mut field = self.field();
        let asked = async {
            match field.ask(v1::AskRequest { query, signature }).await {
                Ok(answer) => Ok(Ok(answer.into_inner().answer)),
                Err(status) if status.code() == Code::Unimplemented => {
                    Ok(Err(ConnectionError::Permanent(message!("agent-ask-old-centre", server = &self.config.server))))
                }
                Err(status) => Err(status),
            }
        };
        self.in_time(asked).await?
    }

    fn strange(&self) -> ConnectionError {
        ConnectionError::Permanent(message!("agent-ask-strange", server = &self.config.server))
    }
}
