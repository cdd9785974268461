//! The routes of the catalogue at the staff desk.

use contract::staff::catalogue::{
    CatalogueImported, CatalogueTrial, EditRequest, PriceRequest, StaffService, StaffServices,
    WithdrawalRequest,
};
use domain::ServiceId;
use jiff::civil::Date;
use reqwest::{Method, RequestBuilder};

use super::{CallError, FILE_WITHIN, Server, encoded};

impl Server {
    /// `format`: `csv` or `json`.
    pub async fn staff_catalogue_trial(
        &self,
        format: &str,
        file: String,
    ) -> Result<CatalogueTrial, CallError> {
        self.reply(self.bringing(file, &format!("/v1/staff/catalogue/trial?format={format}"))).await
    }

    pub async fn staff_catalogue_import(
        &self,
        format: &str,
        file: String,
        at: &str,
    ) -> Result<CatalogueImported, CallError> {
        let path = format!("/v1/staff/catalogue/import?format={format}&at={}", encoded(at));
        self.reply(self.bringing(file, &path)).await
    }

    pub async fn staff_services(&self, text: &str, after: Option<&str>) -> Result<StaffServices, CallError> {
        let after = after.map(|after| format!("&after={}", encoded(after))).unwrap_or_default();
        let path = format!("/v1/staff/services?text={}{after}", encoded(text));
        self.reply(self.request(Method::GET, &path)).await
    }

    pub async fn staff_service(&self, id: &ServiceId) -> Result<StaffService, CallError> {
        self.reply(self.request(Method::GET, &format!("/v1/staff/services/{id}"))).await
    }

    pub async fn staff_service_edit(
        &self,
        id: &ServiceId,
        body: &EditRequest,
    ) -> Result<StaffService, CallError> {
        self.send(Method::PUT, &format!("/v1/staff/services/{id}"), body).await
    }

    pub async fn staff_service_withdraw(
        &self,
        id: &ServiceId,
        body: &WithdrawalRequest,
    ) -> Result<StaffService, CallError> {
        self.send(Method::POST, &format!("/v1/staff/services/{id}/withdrawal"), body).await
    }

    pub async fn staff_price_plan(
        &self,
        id: &ServiceId,
        day: Date,
        body: &PriceRequest,
    ) -> Result<StaffService, CallError> {
        self.send(Method::PUT, &format!("/v1/staff/services/{id}/prices/{day}"), body).await
    }

    pub async fn staff_price_remove(&self, id: &ServiceId, day: Date) -> Result<StaffService, CallError> {
        self.reply(self.request(Method::DELETE, &format!("/v1/staff/services/{id}/prices/{day}"))).await
    }

    fn bringing(&self, file: String, path: &str) -> RequestBuilder {
        self.request_by(&self.files, Method::POST, path).timeout(FILE_WITHIN).body(file)
    }
}
