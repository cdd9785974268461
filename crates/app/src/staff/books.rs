//! Tables for the provider's books, saved as files for spreadsheets.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use contract::Failure;
use contract::ipc::ExportBooks;
use contract::unsent::Exported;
use domain::address::FieldReason;
use domain::books::{BookTable, Days};
use tokio::runtime::Handle;

use super::{day_of, wrong};
use crate::account::Account;
use crate::desk::{Desk, blocking};
use crate::saved_file::{BYTE_ORDER_MARK, Name};
use crate::store::StoreError;
use crate::sync::{CallError, Server};

impl Desk {
    /// Saves a table in the first of these folders that takes it, or else beside the desk's data. A transfer that breaks off
    /// leaves no file.
    pub async fn staff_export(&self, call: ExportBooks, folders: Vec<PathBuf>) -> Result<Exported, Failure> {
        let (account, server) = self.as_staff()?;
        let ExportBooks { table, from, to } = call;
        let day = |field, typed: &str| day_of(field, typed, FieldReason::NotADay);
        let days = Days::new(day("from", &from)?, day("to", &to)?).map_err(|reason| wrong("to", reason))?;
        let name = Name::new(&format!("pannier-{}-{}-{}", table.as_str(), days.from(), days.to()), "csv");
        let (desk, runtime) = (self.clone(), Handle::current());
        blocking(move || {
            // Each folder that is tried gets a transfer of its own: half of one cannot go on in another.
            desk.save_file(&folders, &name, |file| {
                runtime.block_on(desk.receive_table(&account, &server, table, days, file))
            })
        })
        .await
    }

    async fn receive_table(
        &self,
        account: &Account,
        server: &Server,
        table: BookTable,
        days: Days,
        file: &mut File,
    ) -> Result<(), StoreError> {
        file.write_all(BYTE_ORDER_MARK.as_bytes())?;
        let mut coming =
            self.ask(account, server, server.staff_table(table, days)).await.map_err(no_answer)?;
        while let Some(piece) = self.ask(account, server, coming.next()).await.map_err(no_answer)? {
            file.write_all(piece.as_ref())?;
        }
        Ok(())
    }
}

fn no_answer(error: CallError) -> StoreError {
    StoreError::Refused(error.into())
}
