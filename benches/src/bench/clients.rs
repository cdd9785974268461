//! Customers as a server sees them: HTTP with a token each.

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use contract::api::{CataloguePage, SignIn, SignedIn};
use domain::DeskId;
use domain::service::Service;
use futures::future::try_join_all;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde::Serialize;
use stories::shop::Shop;
use uuid::Uuid;

use crate::engine::PARALLEL;

const PASSWORD: &str = "a password for the bench";

/// A signed-in customer.
pub struct Customer {
    http: Client,
    url: String,
    token: String,
    pub desk: DeskId,
}

/// Makes and signs in as many customers as are busy at the same time.
pub async fn sign_in(shop: &Shop) -> Result<Vec<Customer>> {
    sign_in_many(shop, PARALLEL).await
}

pub async fn sign_in_many(shop: &Shop, number: usize) -> Result<Vec<Customer>> {
    let mut customers = Vec::new();
    for n in 0..number {
        let email = format!("customer{n}@example.org");
        shop.add_customer(&email, "Bench Customer", PASSWORD)?;
        customers.push(Customer::sign_in(shop.url(), &email).await?);
    }
    Ok(customers)
}

impl Customer {
    async fn sign_in(url: &str, email: &str) -> Result<Self> {
        let http = Client::new();
        let desk = DeskId::new(Uuid::now_v7().to_string()).context("a UUID is an id")?;
        let body = SignIn {
            email: email.into(),
            password: PASSWORD.into(),
            desk: desk.clone(),
            desk_name: "bench".into(),
        };
        let reply = http.post(format!("{url}/v1/sign-in")).json(&body).send().await?.error_for_status()?;
        let SignedIn { token, .. } = reply.json().await?;
        Ok(Self { http, url: url.into(), token, desk })
    }

    /// Sends a request and expects success.
    pub async fn send(&self, method: Method, path: &str, body: &impl Serialize) -> Result<Response> {
        self.success(path, self.request(method, path).json(body)).await
    }

    pub async fn get(&self, path: &str) -> Result<Response> {
        self.success(path, self.request(Method::GET, path)).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    async fn success(&self, path: &str, request: RequestBuilder) -> Result<Response> {
        let reply = request.send().await.with_context(|| format!("sending to {path}"))?;
        let status = reply.status();
        if status.is_success() {
            return Ok(reply);
        }
        let text = reply.text().await.unwrap_or_default();
        bail!("{path} answered {status}: {text}");
    }

    /// The first page of the catalogue, as it comes.
    pub async fn page(&self) -> Result<Bytes> {
        Ok(self.get("/v1/catalogue?limit=100").await?.bytes().await?)
    }

    /// The first services of the catalogue.
    pub async fn services(&self) -> Result<Vec<Service>> {
        let page: CataloguePage = serde_json::from_slice(&self.page().await?)?;
        Ok(page.services)
    }
}

/// Lets as many work at the same time as are busy; replies with what they did, added up.
pub async fn all_at_once<F>(work: impl Fn(usize) -> F) -> Result<u32>
where
    F: Future<Output = Result<u32>>,
{
    let counts = try_join_all((0..PARALLEL).map(work)).await?;
    Ok(counts.iter().sum())
}
