use app::*;
use contract::ipc::*;
use std::time::*;
#[tokio::test(flavor = "multi_thread")]
async fn speed() {
    let folder = tempfile::tempdir().unwrap();
    let url = std::fs::read_to_string("/tmp/app-scratch/addr").unwrap();
    let desk = Desk::open(Settings {
        data_dir: folder.path().into(),
        server_url: Some(url.trim().into()),
        keychain: Keychain::memory(),
    })
    .unwrap();
    desk.start_sync();
    let t = Instant::now();
    desk.sign_in(SignIn { email: "ada@example.org".into(), password: "correct horse battery".into() })
        .await
        .unwrap();
    println!("sign in {:?}", t.elapsed());
    let t = Instant::now();
    let mut first = false;
    loop {
        let s = desk.sync_status(GetSyncStatus {}).await.unwrap();
        if s.catalogue.have > 0 && !first {
            first = true;
            println!("first rows {:?}", t.elapsed());
        }
        if s.catalogue.complete {
            println!("complete {:?} {:?}", t.elapsed(), s);
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut all = vec![];
    for q in [
        "garden",
        "deep clean",
        "photo frame",
        "bicycle rep",
        "zzzz",
        "window large",
        "c",
        "cleaning",
        "service",
        "visit",
        "repair in",
        "the",
    ] {
        let mut worst = Duration::ZERO;
        let mut n = 0;
        let mut at = 0;
        for end in 1..=q.len() {
            for _ in 0..3 {
                let t = Instant::now();
                let p = desk
                    .search_services(SearchServices {
                        text: q[..end].into(),
                        category: None,
                        offset: 0,
                        limit: 60,
                    })
                    .await
                    .unwrap();
                let e = t.elapsed();
                all.push(e);
                if e > worst {
                    worst = e;
                    at = end;
                }
                n = p.total;
            }
        }
        println!("{q}: total {n} worst {worst:?} at {:?}", &q[..at]);
    }
    all.sort();
    println!("p50 {:?} p99 {:?} max {:?}", all[all.len() / 2], all[all.len() * 99 / 100], all[all.len() - 1]);
    let t = Instant::now();
    let p = desk
        .search_services(SearchServices { text: "".into(), category: None, offset: 90_000, limit: 60 })
        .await
        .unwrap();
    println!("listing deep {:?} {}", t.elapsed(), p.total);
    let c = desk.categories(ListCategories {}).await.unwrap();
    let t = Instant::now();
    let p = desk
        .search_services(SearchServices {
            text: "re".into(),
            category: Some(c[3].category.id.clone()),
            offset: 0,
            limit: 60,
        })
        .await
        .unwrap();
    println!("in category {:?} {}", t.elapsed(), p.total);
    let s = p.services[0].clone();
    let view = desk.service(ShowService { id: s.id.clone() }).await.unwrap();
    let mut times = vec![];
    for _ in 0..200 {
        let t = Instant::now();
        desk.cart_add(AddToCart {
            service: s.id.clone(),
            choices: view.service.default_choices(),
            quantity: 1,
            note: "".into(),
        })
        .await
        .unwrap();
        times.push(t.elapsed());
    }
    times.sort();
    println!("cart add p50 {:?} p99 {:?}", times[100], times[198]);
    let c = rusqlite::Connection::open(folder.path().join("raw.db")).unwrap();
    c.pragma_update(None, "journal_mode", "WAL").unwrap();
    c.pragma_update(None, "synchronous", "FULL").unwrap();
    c.execute_batch("create table t(a)").unwrap();
    let mut times = vec![];
    for _ in 0..200 {
        let t = Instant::now();
        c.execute("insert into t values (1)", []).unwrap();
        times.push(t.elapsed());
    }
    times.sort();
    println!("raw row p50 {:?} p99 {:?}", times[100], times[198]);
    println!(
        "catalogue.db {} MB",
        std::fs::metadata(folder.path().join("catalogue.db")).unwrap().len() / 1_000_000
    );
    loop {
        let s = desk.sync_status(GetSyncStatus {}).await.unwrap();
        if s.pending == 0 {
            println!("{s:?}");
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    desk.stop().await;
}
