//! The document of an order, to read, print and keep: a receipt, or a confirmation while nothing is paid.

mod face;
mod figures;
mod layout;
mod paper;
#[cfg(test)]
mod tests;
mod words;

use std::path::PathBuf;

use contract::Failure;
use contract::ipc::{SaveReceipt, ShowOrder};
use contract::unsent::Exported;
use domain::locale::Locale;

use crate::desk::{Desk, blocking};
use crate::saved_file::Name;
use crate::store::StoreError;
use crate::store::error::internal;

impl Desk {
    /// Writes the document as a PDF into the first of these folders that takes it, or else beside the desk's data. One
    /// that says the same is not written twice.
    pub async fn save_receipt(&self, call: SaveReceipt, folders: Vec<PathBuf>) -> Result<Exported, Failure> {
        let order = self.order(ShowOrder { id: call.order }).await?;
        let provider = self.provider().map(|provider| provider.name).unwrap_or_default();
        let desk = self.clone();
        blocking(move || {
            let calendar = desk.inner.catalogue.calendar()?;
            let drawn = layout::document(&order, &provider, &calendar, Locale::of(&call.locale));
            let bytes = drawn.ok_or_else(|| StoreError::Refused(internal(&"the receipt was not drawn")))?;
            desk.save_bytes(&folders, &Name::of_order(&order.number), &bytes)
        })
        .await
    }
}
