//! The catalogue at the staff desk.

use contract::Failure;
use contract::ipc::{
    EditService, ImportCatalogue, ListStaffServices, PlanPrice, RemovePrice, ShowStaffService, TryCatalogue,
    WithdrawService,
};
use contract::staff::catalogue::{
    CatalogueImported, CatalogueTrial, EditRequest, PriceRequest, StaffService, StaffServices,
    WithdrawalRequest,
};
use domain::address::FieldReason;

use super::day_of;
use crate::desk::Desk;

impl Desk {
    pub async fn staff_catalogue_trial(&self, call: TryCatalogue) -> Result<CatalogueTrial, Failure> {
        let (account, server) = self.as_staff()?;
        let trial = server.staff_catalogue_trial(format_of(&call.name), call.text);
        Ok(self.ask(&account, &server, trial).await?)
    }

    /// Is not sent again where no answer came: if it arrived, the catalogue has moved by it.
    pub async fn staff_catalogue_import(&self, call: ImportCatalogue) -> Result<CatalogueImported, Failure> {
        let (account, server) = self.as_staff()?;
        let import = server.staff_catalogue_import(format_of(&call.name), call.text, &call.at);
        Ok(self.ask(&account, &server, import).await?)
    }

    pub async fn staff_services(&self, call: ListStaffServices) -> Result<StaffServices, Failure> {
        let (account, server) = self.as_staff()?;
        let page = server.staff_services(&call.text, call.after.as_deref());
        Ok(self.ask(&account, &server, page).await?)
    }

    pub async fn staff_service(&self, call: ShowStaffService) -> Result<StaffService, Failure> {
        let (account, server) = self.as_staff()?;
        Ok(self.ask(&account, &server, server.staff_service(&call.id)).await?)
    }

    pub async fn staff_service_edit(&self, call: EditService) -> Result<(), Failure> {
        let EditService { id, seen_ver, fields } = call;
        let (account, server) = self.as_staff()?;
        let body = EditRequest { seen_ver, fields };
        self.insist(&account, &server, || server.staff_service_edit(&id, &body)).await.map(drop)
    }

    pub async fn staff_service_withdraw(&self, call: WithdrawService) -> Result<(), Failure> {
        let WithdrawService { id, seen_ver, withdrawn } = call;
        let (account, server) = self.as_staff()?;
        let body = WithdrawalRequest { seen_ver, withdrawn };
        self.insist(&account, &server, || server.staff_service_withdraw(&id, &body)).await.map(drop)
    }

    pub async fn staff_price_plan(&self, call: PlanPrice) -> Result<(), Failure> {
        let PlanPrice { id, day, price } = call;
        let (account, server) = self.as_staff()?;
        let day = day_of("day", &day, FieldReason::NotAhead)?;
        let body = PriceRequest { price };
        self.insist(&account, &server, || server.staff_price_plan(&id, day, &body)).await.map(drop)
    }

    pub async fn staff_price_remove(&self, call: RemovePrice) -> Result<(), Failure> {
        let RemovePrice { id, day } = call;
        let (account, server) = self.as_staff()?;
        let day = day_of("day", &day, FieldReason::NotAhead)?;
        self.insist(&account, &server, || server.staff_price_remove(&id, day)).await.map(drop)
    }
}

/// How a file is written, as far as its name tells.
fn format_of(name: &str) -> &'static str {
    if name.to_lowercase().ends_with(".json") { "json" } else { "csv" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_json_if_its_name_says_so() {
        let names = ["services.JSON", "services.csv", "json"];
        assert_eq!(names.map(format_of), ["json", "csv", "csv"]);
    }
}
