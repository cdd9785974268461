//! The catalogue: imported whole, read in pages, withdrawn without a trace lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use contract::api::CataloguePage;
use server::catalogue_file::{Format, parse};
use server::ledger::import;

use crate::engine::on_both;
use crate::shop::TestShop;

const HEADER: &str = "code,category,icon,name,summary,description,price,currency,tax_percent,delivery,lead_days,options,keywords";

fn file(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

#[test]
fn a_file_that_lacks_a_service_withdraws_it_and_one_that_has_it_again_brings_it_back() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let before = shop.service("A-3").await;
        let short = file(&["A-1,Garden,leaf,Hedge cut,Neat,We cut it.,12.00,EUR,19,remote,1-3,,green"]);
        let plan = shop.import(&short).await;
        assert_eq!(plan.changed, ["A-1"]);
        assert_eq!(plan.withdrawn, ["A-2", "A-3"]);
        let gone = shop.service("A-3").await;
        assert!(gone.withdrawn && gone.id == before.id);
        let back = file(&["A-3,Post,mail,Printed book,Bound,We print it.,7.50,EUR,7,shipped,2-4,,paper"]);
        assert_eq!(shop.import(&back).await.changed, ["A-3"]);
        assert_eq!(shop.service("A-3").await, before);
        shop.close().await;
    });
}

#[test]
fn the_same_file_again_changes_nothing_not_even_the_version() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let same = file(&["A-1,Garden,leaf,Hedge cut,Neat,We cut it.,12.00,EUR,19,remote,1-3,,green"]);
        shop.import(&same).await;
        let before = ada.sync(None, &[]).await.catalogue;
        let plan = shop.import(&same).await;
        assert_eq!(
            (plan.unchanged, plan.added.len(), plan.changed.len(), plan.withdrawn.len()),
            (1, 0, 0, 0)
        );
        assert_eq!(ada.sync(None, &[]).await.catalogue, before);
        shop.close().await;
    });
}

#[test]
fn pages_end_where_the_sync_says_that_the_catalogue_stands() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let first: CataloguePage = ada.get("/v1/catalogue?limit=2").await;
        assert!(first.reset && first.more && first.total == 3);
        let second: CataloguePage = ada.get(&format!("/v1/catalogue?limit=2&cursor={}", first.cursor)).await;
        assert!(!second.reset && !second.more && second.services.len() == 1);
        assert_eq!(second.cursor, ada.sync(None, &[]).await.catalogue);
        let nothing: CataloguePage = ada.get(&format!("/v1/catalogue?cursor={}", second.cursor)).await;
        assert!(nothing.services.is_empty() && nothing.cursor == second.cursor);
        let foreign: CataloguePage = ada.get("/v1/catalogue?cursor=elsewhere:7").await;
        assert!(foreign.reset && foreign.services.len() == 3);
        shop.close().await;
    });
}

#[test]
fn ten_thousand_generated_services_arrive_in_pages_without_holes() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let mut csv = Vec::new();
        server::demo::generated_csv(10_000, 7, &mut csv).expect("written");
        let plan = shop.import(&String::from_utf8(csv).expect("text")).await;
        assert_eq!(plan.added.len(), 10_000);
        let (mut cursor, mut seen) = (String::new(), std::collections::HashSet::new());
        loop {
            let page: CataloguePage = ada.get(&format!("/v1/catalogue?limit=2000&cursor={cursor}")).await;
            seen.extend(page.services.into_iter().map(|service| service.id));
            cursor = page.cursor;
            if !page.more {
                break;
            }
        }
        assert_eq!(seen.len(), 10_003);
        shop.close().await;
    });
}

#[test]
fn after_another_import_what_changed_and_what_was_withdrawn_comes_and_nothing_else() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let whole: CataloguePage = ada.get("/v1/catalogue").await;
        let second = file(&[
            "A-1,Garden,leaf,Hedge cut,Neat,We cut it.,10.00,EUR,19,remote,1-3,Size: Small=0 | Large=2.50,green",
            "A-2,Garden,leaf,Lawn mowing,Short,We mow it.,26.00,EUR,19,on_site,1-3,,green",
            "A-4,Garden,leaf,Tree care,Tall,We climb.,90.00,EUR,19,on_site,3-9,,green",
        ]);
        let plan = shop.import(&second).await;
        assert_eq!((plan.added, plan.changed, plan.withdrawn), (codes("A-4"), codes("A-2"), codes("A-3")));
        let delta: CataloguePage = ada.get(&format!("/v1/catalogue?cursor={}", whole.cursor)).await;
        let mut came: Vec<_> = delta
            .services
            .iter()
            .map(|service| (service.code.as_str(), service.price.minor, service.withdrawn))
            .collect();
        came.sort_unstable();
        assert_eq!(came, [("A-2", 2600, false), ("A-3", 750, true), ("A-4", 9000, false)]);
        assert!(!delta.reset && !delta.more);
        assert_eq!(delta.cursor, ada.sync(None, &[]).await.catalogue);
        shop.close().await;
    });
}

fn codes(code: &str) -> Vec<String> {
    vec![code.to_owned()]
}

#[test]
fn an_import_that_fails_in_the_middle_of_writing_leaves_everything_as_it_was() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let before: CataloguePage = ada.get("/v1/catalogue").await;
        let mut csv = Vec::new();
        server::demo::generated_csv(1_000, 7, &mut csv).expect("written");
        let currency = shop.shop.settings.terms.currency;
        let mut rows = parse(&csv[..], Format::Csv, currency).rows;
        // The tables take no negative price: the last statement of several fails.
        rows[999].price.minor = -1;
        let written = Arc::new(AtomicUsize::new(0));
        let seen = written.clone();
        let import = move |tx: &mut server::db::Tx<'_>| {
            import::import(tx, &rows, &|count| seen.store(count, Ordering::Relaxed))
        };
        assert!(shop.shop.db.write(import).await.is_err());
        assert!(written.load(Ordering::Relaxed) > 0, "it failed before it began");
        assert_eq!(ada.get::<CataloguePage>("/v1/catalogue").await, before);
        shop.close().await;
    });
}
