//! Each cause is one mail, however often things are repeated.

use std::time::{Duration, Instant};

use crate::shop::{TestShop, on_both};

/// How long mails may take to be there.
const MAIL_TIMEOUT: Duration = Duration::from_secs(20);

#[test]
fn an_order_that_is_placed_and_paid_is_two_mails_and_stays_two() {
    on_both(async |engine| {
        let shop = TestShop::open(engine).await;
        let ada = shop.customer("ada").await;
        let placed = ada.order(&shop.service("A-1").await).await;
        ada.press(&placed.attempt, "", &[("card", "pays")]).await;
        futures::future::join_all((0..20).map(|_| ada.reconcile(&placed.attempt))).await;
        let sent = || async {
            let count = "SELECT COUNT(*) FROM outbox WHERE state = 'sent'";
            let row = shop.shop.db.read(move |tx| Ok(tx.one(count, &[])?)).await.expect("counted");
            row.get::<i64>(0).expect("a number")
        };
        let deadline = Instant::now() + MAIL_TIMEOUT;
        while sent().await < 2 {
            assert!(Instant::now() < deadline, "the mails did not go out");
            shop.shop.wake.outbox.notify_one();
            tokio::task::yield_now().await;
        }
        let mut files: Vec<String> = std::fs::read_dir(&shop.mail_folder)
            .expect("the folder")
            .map(|file| file.expect("a file").file_name().into_string().expect("text"))
            .collect();
        files.sort();
        assert_eq!(files.len(), 2, "{files:?}");
        for kind in ["order_received", "paid"] {
            let ending = format!("{}-{kind}.eml", placed.number);
            assert!(files.iter().any(|file| file.ends_with(&ending)), "{files:?}");
        }
        shop.close().await;
    });
}
