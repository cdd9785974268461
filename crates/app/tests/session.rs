//! Connecting, signing in and out, and starting without a network.

mod support;

use app::Keychain;
use contract::Code;
use contract::ipc::*;
use support::*;

#[tokio::test]
async fn a_desk_that_was_never_connected_says_so_and_does_not_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = desk_with(folder.path(), None, Keychain::memory());
    let session = desk.session(GetSession {}).await.expect("a session");
    assert_eq!((session.provider, session.customer, session.token), (None, None, TokenState::Missing));
    assert_eq!(code(add(&desk, "lawn", 1).await), Code::SignedOut);
    let sign_in = SignIn { email: "ada@example.org".into(), password: "correct horse".into() };
    assert_eq!(code(desk.sign_in(sign_in).await), Code::NotConnected);
}

#[tokio::test]
async fn connecting_checks_who_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = desk_with(folder.path(), None, Keychain::memory());
    let connect = |url: &str| desk.connect(Connect { url: url.into() });
    assert_eq!(code(connect("http://shop.example").await), Code::BadAddress);
    assert_eq!(code(connect("http://127.0.0.1:1").await), Code::Unreachable);
    assert_eq!(code(connect(&format!("{}/nowhere", provider.url)).await), Code::NotAProvider);
    let session = connect(&provider.url).await.expect("connected");
    assert_eq!(session.provider.expect("a provider").name, "Moss & Sons");
    desk.disconnect(Disconnect {}).await.expect("disconnected");
    assert_eq!(desk.session(GetSession {}).await.expect("a session").provider, None);
}

#[tokio::test]
async fn wrong_credentials_are_refused_and_right_ones_open_the_account() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = desk(folder.path(), &provider);
    let sign_in =
        |email: &str, password: &str| desk.sign_in(SignIn { email: email.into(), password: password.into() });
    assert_eq!(code(sign_in("ada@example.org", "wrong").await), Code::WrongCredentials);
    assert_eq!(code(sign_in("ada", "").await), Code::InvalidFields);
    let session = sign_in(" ada@example.org ", "correct horse").await.expect("signed in");
    assert_eq!(session.token, TokenState::Memory);
    assert_eq!(session.customer.expect("a customer").email, "ada@example.org");
    assert_eq!(code(desk.disconnect(Disconnect {}).await), Code::UnsentChanges);
}

#[tokio::test]
async fn without_a_network_the_last_account_works_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    settled(&desk).await;
    desk.stop().await;
    drop(desk);
    let url = provider.url.clone();
    drop(provider);

    let desk = desk_with(folder.path(), Some(url), Keychain::memory());
    let session = desk.session(GetSession {}).await.expect("a session");
    assert_eq!(session.token, TokenState::Missing);
    assert_eq!(session.provider.expect("a provider").name, "Moss & Sons");
    let view = add(&desk, "hedge", 1).await.expect("added offline");
    assert_eq!(quantities(&view), [("lawn".to_owned(), 2), ("hedge".to_owned(), 1)]);
    assert_eq!(view.estimate.expect("an estimate").total, eur(3000));
    let found = desk
        .search_services(SearchServices { text: "cafe".into(), category: None, offset: 0, limit: 10 })
        .await
        .expect("found");
    assert_eq!(found.services[0].name, "Café catering");
}

#[tokio::test]
async fn signing_out_is_refused_while_changes_wait_unless_they_are_discarded() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    add(&desk, "lawn", 2).await.expect("added");
    let failure = desk.sign_out(SignOut { discard: false }).await.expect_err("refused");
    assert_eq!(failure.code, Code::UnsentChanges);
    assert_eq!(failure.values["pending"], "1");
    let session = desk.sign_out(SignOut { discard: true }).await.expect("signed out");
    assert_eq!(session.customer, None);
    assert_eq!(std::fs::read_dir(folder.path().join("accounts")).expect("a folder").count(), 0);
}

#[tokio::test]
async fn an_edit_made_while_signing_out_is_refused_and_not_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    let gate = provider.world().hold("sign-out");
    let leaving = desk.clone();
    let leaving = tokio::spawn(async move { leaving.sign_out(SignOut { discard: false }).await });
    until(&desk, "the server is told", async || provider.world().asked("sign-out") == 1).await;
    assert_eq!(code(add(&desk, "lawn", 1).await), Code::SignedOut);
    gate.notify_one();
    let session = leaving.await.expect("not broken").expect("signed out");
    assert_eq!(session.customer, None);
    desk.stop().await;
}

#[tokio::test]
async fn a_late_refusal_of_an_old_token_leaves_the_new_one_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    let gate = {
        let mut world = provider.world();
        world.token_refused = true;
        world.hold("attempts")
    };
    let asking = desk.clone();
    let attempt = domain::AttemptId::new("a1").expect("an id");
    let asking = tokio::spawn(async move { asking.payment_attempt(GetAttempt { attempt }).await });
    until(&desk, "asked", async || provider.world().asked("attempts") == 1).await;
    sign_in_as(&desk, "ada@example.org").await;
    gate.notify_one();
    assert_eq!(code(asking.await.expect("not broken")), Code::SignedOut);
    assert_eq!(desk.session(GetSession {}).await.expect("a session").token, TokenState::Memory);
}

#[tokio::test]
async fn after_signing_out_and_in_again_the_same_desk_goes_on_where_the_server_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    add(&desk, "lawn", 2).await.expect("added");
    settled(&desk).await;
    desk.stop().await;
    desk.sign_out(SignOut { discard: false }).await.expect("signed out");
    sign_in_as(&desk, "ada@example.org").await;
    // Made before the new store knows that the server has seen change 1 of this desk.
    add(&desk, "hedge", 1).await.expect("added");
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(quantities(&cart(&desk).await), [("lawn".to_owned(), 2), ("hedge".to_owned(), 1)]);
    assert_eq!(provider.world().desks.len(), 1);
    assert_eq!(provider.world().applied, 2);
    desk.stop().await;
}

#[tokio::test]
async fn what_one_account_did_is_never_sent_under_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let provider = Shop::start().await;
    let desk = ready(folder.path(), &provider).await;
    desk.stop().await;
    add(&desk, "lawn", 2).await.expect("added");
    sign_in_as(&desk, "bo@example.org").await;
    assert!(cart(&desk).await.lines.is_empty());
    desk.start_sync();
    settled(&desk).await;
    assert_eq!(provider.world().applied, 0);
    sign_in_as(&desk, "ada@example.org").await;
    assert_eq!(cart(&desk).await.lines.len(), 1);
    until(&desk, "sent", async || provider.world().applied == 1).await;
    desk.stop().await;
}

#[tokio::test]
async fn preferences_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = desk_with(folder.path(), None, Keychain::memory());
    let preferences = Preferences { theme: Theme::Dark, locale: Some("de".into()) };
    desk.save_preferences(SavePreferences { preferences: preferences.clone() }).await.expect("saved");
    drop(desk);
    let desk = desk_with(folder.path(), None, Keychain::memory());
    assert_eq!(desk.preferences(GetPreferences {}).await.expect("read"), preferences);
}
