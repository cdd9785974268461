//! The mails of an order: what became of each, and one of them once more.

use contract::Code;
use contract::staff::{MailKind, MailState, OrderMails, ResendRequest, StaffMail};
use domain::MailId;
use domain::staff::Role;
use reqwest::{Method, StatusCode};
use server::db::Tx;
use server::ledger::bounces;

use super::{deed_id, path};
use crate::engine::{Engine, on_both};
use crate::mail_server::closed_port;
use crate::shop::{Person, TestShop};

fn again(mail: &MailId) -> ResendRequest {
    ResendRequest { id: deed_id(), mail: mail.clone() }
}

/// A shop whose mails wait until the story says what became of them.
async fn silent_shop(engine: Engine) -> (tokio::net::TcpSocket, TestShop) {
    let (held, url) = closed_port();
    let shop = TestShop::open_with(engine, None, |settings| settings.mail.smtp_url = Some(url)).await;
    (held, shop)
}

async fn read(staff: &Person, mails: &str) -> Vec<StaffMail> {
    staff.get::<OrderMails>(mails).await.mails
}

async fn settle(shop: &TestShop, sql: &'static str) {
    shop.shop.db.write(move |tx| Ok(tx.execute(sql, &[])?)).await.expect("written");
}

fn told(mail: &StaffMail) -> (MailState, Option<&str>) {
    (mail.state, mail.again_by.as_deref())
}

const ALL_SENT: &str = "UPDATE outbox SET state = 'sent', settled_us = 7";

#[test]
fn staff_sees_what_was_told_to_whom_and_what_is_sent_again_says_by_whom() {
    on_both(async |engine| {
        let (_held, shop) = silent_shop(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        let mails = path(&placed.order, "mails");
        let told_first = read(&anna, &mails).await;
        let [mail] = &told_first[..] else { panic!("one mail: {told_first:?}") };
        assert_eq!((mail.kind, mail.to.as_deref()), (MailKind::OrderReceived, Some("ada@example.org")));
        assert_eq!((told(mail), mail.settled_at_us), ((MailState::Waiting, None), None));
        assert!(mail.subject.contains(&placed.number), "{}", mail.subject);
        // It leaves by itself.
        let refused = anna.refused(Method::POST, &mails, &again(&mail.id)).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::MailWaits));

        settle(&shop, ALL_SENT).await;
        let request = again(&mail.id);
        for _ in 0..2 {
            let all: OrderMails = anna.ok(Method::POST, &mails, &request).await;
            let [first, second] = &all.mails[..] else { panic!("two mails: {all:?}") };
            assert_eq!((told(first), first.settled_at_us), ((MailState::Sent, None), Some(7)));
            assert_eq!(told(second), (MailState::Waiting, Some("anna")));
            assert_eq!((second.kind, &second.subject), (first.kind, &mail.subject));
        }
        // What the event caused was caused once, and is not caused again.
        let caused = shop.count("SELECT COUNT(*) FROM outbox WHERE transition = 'placed'").await;
        assert_eq!(caused, 1);
        shop.close().await;
    });
}

#[test]
fn of_two_who_send_a_mail_again_at_once_one_does() {
    on_both(async |engine| {
        let (_held, shop) = silent_shop(engine).await;
        let ada = shop.customer("ada").await;
        let (anna, ben) = (shop.person("anna", Role::Staff).await, shop.person("ben", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        let mails = path(&placed.order, "mails");
        let mail = read(&anna, &mails).await.remove(0).id;
        settle(&shop, ALL_SENT).await;
        let (one, other) = (again(&mail), again(&mail));
        let (one, other) = tokio::join!(
            anna.send(Method::POST, &mails, Some(&one)),
            ben.send(Method::POST, &mails, Some(&other))
        );
        let mut statuses = [one.status().as_u16(), other.status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(read(&anna, &mails).await.len(), 2);
        shop.close().await;
    });
}

#[test]
fn only_a_mail_of_the_order_is_sent_again_and_a_deed_s_id_means_nothing_else() {
    on_both(async |engine| {
        let (_held, shop) = silent_shop(engine).await;
        let (ada, anna) = (shop.customer("ada").await, shop.person("anna", Role::Staff).await);
        let (service, refused) = (shop.service("A-1").await, (StatusCode::NOT_FOUND, Code::NotFound));
        let (placed, other) = (ada.order(&service).await, ada.order(&service).await);
        let (mails, of_other) = (path(&placed.order, "mails"), path(&other.order, "mails"));
        let mail = read(&anna, &mails).await.remove(0).id;
        let mail_of_other = read(&anna, &of_other).await.remove(0).id;
        settle(&shop, ALL_SENT).await;
        assert_eq!(anna.refused(Method::POST, &of_other, &again(&mail)).await, refused);
        // A customer has no mails to send, not even of an own order.
        assert_eq!(ada.refused(Method::POST, &mails, &again(&mail)).await, refused);
        assert_eq!(ada.refused(Method::GET, &mails, &()).await, refused);
        let request = again(&mail);
        let _: OrderMails = anna.ok(Method::POST, &mails, &request).await;
        let elsewhere = ResendRequest { mail: mail_of_other, ..request };
        let told = anna.refused(Method::POST, &of_other, &elsewhere).await;
        assert_eq!(told, (StatusCode::BAD_REQUEST, Code::Malformed));
        assert_eq!(read(&anna, &of_other).await.len(), 1);
        shop.close().await;
    });
}

#[test]
fn nothing_is_sent_again_to_an_address_that_bounces_until_it_works() {
    on_both(async |engine| {
        let (_held, shop) = silent_shop(engine).await;
        let (ada, ben) = (shop.customer("ada").await, shop.person("ben", Role::Staff).await);
        let placed = ada.order(&shop.service("A-1").await).await;
        let mails = path(&placed.order, "mails");
        settle(&shop, "UPDATE outbox SET state = 'dead', problem = 'it was refused', settled_us = 7").await;
        let mail = read(&ben, &mails).await.remove(0);
        assert_eq!((told(&mail), mail.problem.as_str()), ((MailState::Failed, None), "it was refused"));
        let mark = |tx: &mut Tx<'_>| bounces::mark(tx, "ada@example.org", "550 no such user", 7);
        shop.shop.db.write(mark).await.expect("marked");
        assert_eq!(read(&ben, &mails).await[0].state, MailState::Bounced);
        let refused = ben.refused(Method::POST, &mails, &again(&mail.id)).await;
        assert_eq!(refused, (StatusCode::CONFLICT, Code::AddressBounces));
        let unmark = |tx: &mut Tx<'_>| bounces::unmark(tx, "ada@example.org");
        assert!(shop.shop.db.write(unmark).await.expect("unmarked"));
        let all: OrderMails = ben.ok(Method::POST, &mails, &again(&mail.id)).await;
        let [same] = &all.mails[..] else { panic!("the same mail: {all:?}") };
        assert_eq!((&same.id, told(same)), (&mail.id, (MailState::Waiting, Some("ben"))));
        shop.close().await;
    });
}
