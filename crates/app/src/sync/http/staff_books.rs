//! The routes of the tables for the provider's books.

use domain::books::{BookTable, Days};
use reqwest::Method;

use super::{CallError, Coming, Server, TABLE_WITHIN, is_of_kind, refusal};

impl Server {
    /// Begins to send a table.
    pub async fn staff_table(&self, table: BookTable, days: Days) -> Result<Coming, CallError> {
        let (table, from, to) = (table.as_str(), days.from(), days.to());
        let path = format!("/v1/staff/exports/{table}.csv?from={from}&to={to}");
        let request = self.request(Method::GET, &path).timeout(TABLE_WITHIN);
        let response = request.send().await.map_err(|_| CallError::Unreachable)?;
        if is_of_kind(&response, "text/csv") {
            Ok(Coming::new(response))
        } else {
            Err(refusal(response).await?)
        }
    }
}
