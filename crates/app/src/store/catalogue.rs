//! `catalogue.db`: a copy of the provider's catalogue that is thrown away when it is damaged.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use contract::api::CataloguePage;
use contract::ipc::CategoryCount;
use domain::CategoryId;
use domain::calendar::Calendar;
use domain::service::Category;
use refinery::Runner;
use rusqlite::Transaction;

use super::database::{Database, Durability};
use super::error::StoreError;
use super::files;
use super::services::{self, Progress};

mod embedded {
    refinery::embed_migrations!("../../migrations/desk/catalogue");
}

pub struct CatalogueStore {
    path: PathBuf,
    /// Replaced when the file was damaged; none if the new one could not be made yet.
    database: RwLock<Option<Arc<Database>>>,
    /// Counting 100,000 rows takes longer than showing them: done once after each write.
    categories: Mutex<Option<Arc<Vec<CategoryCount>>>>,
    on_sale: Mutex<Option<u32>>,
    /// Reading it for each service would take longer than counting its days.
    calendar: Mutex<Option<Arc<Calendar>>>,
    recovered: AtomicBool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tidy {
    Begin,
    GoOn,
}

impl CatalogueStore {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let (database, recovered) = match open(path) {
            // A newer one is no damage: the program that made it will be back.
            Err(error) if error.is_damage() || error.is_another_history() => {
                tracing::warn!(%error, "the catalogue cannot be used and is fetched again");
                (renew(path)?, true)
            }
            opened => (opened?, false),
        };
        Ok(Self {
            path: path.to_owned(),
            database: RwLock::new(Some(Arc::new(database))),
            categories: Mutex::default(),
            on_sale: Mutex::default(),
            calendar: Mutex::default(),
            recovered: AtomicBool::new(recovered),
        })
    }

    /// Reads one snapshot. Damage that shows here throws the copy away; what is left is empty until it is fetched.
    pub fn read<T>(&self, work: impl Fn(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.mending(|database| database.read(&work))
    }

    /// The copy was damaged and begun anew since the desk was opened.
    pub fn was_recovered(&self) -> bool {
        self.recovered.load(Ordering::Relaxed)
    }

    pub fn progress(&self) -> Result<Progress, StoreError> {
        self.read(|tx| services::progress(tx))
    }

    /// Begins the catalogue of a provider, unless it is the one that is here.
    pub fn begin(&self, provider: &str) -> Result<(), StoreError> {
        // Nearly always it is, and then nobody has to wait for a load that writes.
        if self.progress()?.provider == provider {
            return Ok(());
        }
        let result = self.mending(|database| database.write(|tx| services::begin(tx, provider)));
        self.forget_counts();
        result
    }

    /// Stores pages that follow each other, with the cursor of the last, in one transaction, if they belong where
    /// the copy stands. Replies whether.
    pub fn store_pages(
        &self,
        provider: &str,
        asked: Option<&str>,
        pages: &[CataloguePage],
    ) -> Result<bool, StoreError> {
        let result = self.mending(|database| {
            database.write(|tx| {
                let progress = services::progress(tx)?;
                if progress.provider != provider || progress.cursor.as_deref() != asked {
                    return Ok(false);
                }
                store_in_order(tx, pages)?;
                Ok(true)
            })
        });
        self.forget_counts();
        result
    }

    /// Joins a part of the pieces that a first load left the search index in: a search looks into each of them.
    /// Replies whether there is more to join.
    pub fn tidy(&self, step: Tidy) -> Result<bool, StoreError> {
        self.mending(|database| database.write(|tx| services::merge_words(tx, step == Tidy::Begin)))
    }

    pub fn categories(&self) -> Result<Arc<Vec<CategoryCount>>, StoreError> {
        let mut known = self.categories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counts) = &*known {
            return Ok(Arc::clone(counts));
        }
        let counts = Arc::new(self.read(|tx| services::categories(tx))?);
        *known = Some(Arc::clone(&counts));
        Ok(counts)
    }

    /// Services to sell.
    pub fn on_sale(&self) -> Result<u32, StoreError> {
        let mut known = self.on_sale.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = *known {
            return Ok(count);
        }
        let count = self.read(|tx| services::on_sale(tx))?;
        *known = Some(count);
        Ok(count)
    }

    /// When the provider works, as far as it has told.
    pub fn calendar(&self) -> Result<Arc<Calendar>, StoreError> {
        let mut known = self.calendar.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(calendar) = &*known {
            return Ok(Arc::clone(calendar));
        }
        let calendar = Arc::new(self.read(|tx| services::calendar(tx))?);
        *known = Some(Arc::clone(&calendar));
        Ok(calendar)
    }

    fn forget_counts(&self) {
        *self.categories.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.on_sale.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.calendar.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn mending<T>(&self, work: impl Fn(&Database) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let database = self.current();
        match with(database.as_deref(), &work) {
            Err(error) if error.is_damage() => {
                tracing::warn!(%error, "the catalogue is damaged and is fetched again");
                self.renew(database)?;
                with(self.current().as_deref(), &work)
            }
            result => result,
        }
    }

    fn current(&self) -> Option<Arc<Database>> {
        self.database.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Begins anew, unless another thread has done so since this one met the damage.
    fn renew(&self, damaged: Option<Arc<Database>>) -> Result<(), StoreError> {
        let mut database = self.database.write().unwrap_or_else(PoisonError::into_inner);
        if database.as_ref().map(Arc::as_ptr) != damaged.as_ref().map(Arc::as_ptr) {
            return Ok(());
        }
        let provider = damaged.as_ref().and_then(|damaged| {
            let sql = "SELECT provider FROM progress";
            damaged.read(|tx| Ok(tx.query_row(sql, [], |row| row.get::<_, String>(0))?)).ok()
        });
        // Some systems do not remove a file that is open.
        *database = None;
        drop(damaged);
        let fresh = renew(&self.path)?;
        if let Some(provider) = provider {
            fresh.write(|tx| services::begin(tx, &provider))?;
        }
        *database = Some(Arc::new(fresh));
        self.recovered.store(true, Ordering::Relaxed);
        Ok(())
    }
}

fn with<T>(
    database: Option<&Database>,
    work: impl Fn(&Database) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    work(database.ok_or(StoreError::Damaged)?)
}

fn store_in_order(tx: &Transaction<'_>, pages: &[CataloguePage]) -> Result<(), StoreError> {
    // What came before a reset is forgotten anyway.
    let from = pages.iter().rposition(|page| page.reset);
    if from.is_some() {
        services::forget(tx)?;
    }
    let pages = &pages[from.unwrap_or_default()..];
    let Some(last) = pages.last() else { return Ok(()) };
    if let Some(calendar) = &last.calendar {
        services::put_calendar(tx, calendar)?;
    }
    services::put_categories(tx, &last.categories)?;
    services::put_all(tx, pages.iter().flat_map(|page| &page.services), |id| name_of(id, &last.categories))?;
    services::advance(tx, &last.cursor, last.total, !last.more)
}

fn name_of<'a>(id: &CategoryId, categories: &'a [Category]) -> &'a str {
    categories.iter().find(|category| &category.id == id).map_or("", |category| &category.name)
}

fn open(path: &Path) -> Result<Database, StoreError> {
    Database::open(path, Durability::Normal, &migrations())
}

fn renew(path: &Path) -> Result<Database, StoreError> {
    for file in files::database_files(path) {
        files::remove_if_there(&file)?;
    }
    open(path)
}

fn migrations() -> Runner {
    embedded::migrations::runner()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::search;
    use domain::money::BasisPoints;
    use domain::service::{DeliveryKind, LeadTime, Service};
    use domain::{Currency, Money, ServiceId};
    use std::time::Duration;

    const URL: &str = "https://shop.example";

    fn store(folder: &tempfile::TempDir) -> CatalogueStore {
        let store = CatalogueStore::open(&folder.path().join("catalogue.db")).expect("opened");
        store.begin(URL).expect("begun");
        store
    }

    fn category() -> Category {
        let id = CategoryId::new("garden").expect("an id");
        Category { id, name: "Garden".into(), icon: "leaf".into() }
    }

    fn service(n: usize, name: &str) -> Service {
        Service {
            id: ServiceId::new(format!("s{n}")).expect("an id"),
            code: format!("S{n}"),
            category: category().id,
            name: name.into(),
            summary: "done well".into(),
            description: String::new(),
            price: Money::new(100, Currency::new("EUR").expect("known")),
            tax: BasisPoints(1900),
            tax_class: None,
            delivery: DeliveryKind::Remote,
            lead: LeadTime { min_days: 1, max_days: 2 },
            options: Vec::new(),
            keywords: String::new(),
            withdrawn: false,
        }
    }

    fn page(cursor: &str, services: Vec<Service>) -> CataloguePage {
        let categories = vec![category()];
        let (cursor, calendar) = (cursor.into(), None);
        CataloguePage { reset: false, categories, services, cursor, more: false, calendar, total: 1 }
    }

    fn found(store: &CatalogueStore, text: &str) -> usize {
        store.read(|tx| search::matches(tx, text, None)).expect("searched").map_or(0, |rows| rows.len())
    }

    /// Pieces that the search index is in; ids of the index's pages hold the piece above bit 37.
    fn pieces(store: &CatalogueStore) -> i64 {
        let sql = "SELECT count(DISTINCT id >> 37) FROM service_words_data WHERE id > 100";
        store.read(|tx| Ok(tx.query_row(sql, [], |row| row.get(0))?)).expect("counted")
    }

    #[test]
    fn a_load_does_not_leave_the_index_in_a_piece_for_every_service() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        let services = (0..500).map(|n| service(n, "Lawn mowing")).collect();
        let more = (500..1000).map(|n| service(n, "Hedge trimming")).collect();
        assert!(store.store_pages(URL, None, &[page("1", services), page("2", more)]).expect("stored"));
        assert!(pieces(&store) <= 2, "{} pieces", pieces(&store));
        assert_eq!((found(&store, "lawn"), found(&store, "hedge")), (500, 500));
        let mut step = Tidy::Begin;
        while store.tidy(step).expect("tidied") {
            step = Tidy::GoOn;
        }
        assert_eq!(pieces(&store), 1);
        assert_eq!(found(&store, "lawn"), 500);
    }

    #[test]
    fn only_words_for_people_are_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        let quilt = service(2, "Quilt");
        assert!(store.store_pages(URL, None, &[page("1", vec![service(1, "Lawn"), quilt])]).expect("stored"));
        for (text, count) in [("q", 1), ("qz", 0), ("qzshelf", 0), ("l", 1), ("gar", 2), ("do wel", 2)] {
            assert_eq!(found(&store, text), count, "{text}");
        }
    }

    #[test]
    fn of_more_services_than_are_ranked_those_with_the_word_in_the_name_are_never_missing() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        let mut services = Vec::new();
        for n in 0..1_100 {
            services.push(Service { description: "lawn hedge".into(), ..service(n, "Garden work") });
        }
        for n in 2_000..3_100 {
            services.push(Service { keywords: "hedge".into(), ..service(n, "Trimming") });
        }
        services.push(Service { keywords: "lawn".into(), ..service(4_000, "Mowing") });
        services.push(service(4_001, "Big lawn"));
        services.push(service(4_002, "Low hedge"));
        let last = i64::try_from(services.len()).expect("few");
        assert!(store.store_pages(URL, None, &[page("1", services)]).expect("stored"));
        let best = |text: &str, category: Option<&CategoryId>| {
            let rows =
                store.read(|tx| search::matches(tx, text, category)).expect("searched").expect("a word");
            assert_eq!(rows.len(), 1_000);
            rows
        };
        let garden = category().id;
        for category in [None, Some(&garden)] {
            assert_eq!(best("lawn", category)[..2], [last - 1, last - 2]);
            assert_eq!(best("hedge", category)[0], last);
        }
    }

    #[test]
    fn words_follow_a_service_through_its_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        let stored = |asked: Option<&str>, pages: &[CataloguePage]| {
            store.store_pages(URL, asked, pages).expect("stored")
        };
        // It comes twice in one step: the last one counts.
        assert!(stored(None, &[page("1", vec![service(1, "Lawn")]), page("2", vec![service(1, "Hedge")])]));
        assert_eq!((found(&store, "lawn"), found(&store, "hedge")), (0, 1));
        let gone = Service { withdrawn: true, ..service(1, "Hedge") };
        assert!(stored(Some("2"), &[page("3", vec![gone])]));
        assert_eq!(found(&store, "hedge"), 0);
        assert!(stored(Some("3"), &[page("4", vec![service(1, "Hedge again")])]));
        assert_eq!(found(&store, "again"), 1);
    }

    #[test]
    fn a_catalogue_that_begins_anew_tidies_up_again_when_it_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        let automerge = || {
            let sql = "SELECT v FROM service_words_config WHERE k = 'automerge'";
            store.read(|tx| Ok(tx.query_row(sql, [], |row| row.get::<_, i64>(0))?)).expect("read")
        };
        let whole = |asked: Option<&str>, page| store.store_pages(URL, asked, &[page]).expect("stored");
        whole(None, page("1", vec![service(1, "Lawn")]));
        assert_eq!(automerge(), 4);
        let anew = CataloguePage { reset: true, ..page("e2-1", vec![service(2, "Hedge")]) };
        whole(Some("1"), anew);
        assert_eq!(automerge(), 4);
        assert!(store.progress().expect("read").counts.complete);
    }

    #[test]
    fn the_provider_that_is_here_is_begun_without_waiting_for_a_load() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        let (begun, told) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            store
                .mending(|database| {
                    database.write(|_| {
                        let begun = begun.clone();
                        let store = &store;
                        scope.spawn(move || begun.send(store.begin(URL).is_ok()));
                        // Long enough for any disk; the load ends only then.
                        assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(true));
                        Ok(())
                    })
                })
                .expect("written");
        });
    }

    #[test]
    fn a_catalogue_with_another_history_is_begun_anew_and_a_newer_one_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("catalogue.db");
        let write = |sql: &str| {
            let database = open(&path).expect("opened");
            database.write(|tx| Ok(tx.execute(sql, [])?)).expect("written");
        };
        write("UPDATE refinery_schema_history SET checksum = '1'");
        let store = CatalogueStore::open(&path).expect("opened anew");
        assert!(store.was_recovered());
        assert!(!CatalogueStore::open(&path).expect("opened").was_recovered());
        drop(store);

        write(
            "INSERT INTO refinery_schema_history SELECT 99, 'later', applied_on, checksum
             FROM refinery_schema_history LIMIT 1",
        );
        let before = std::fs::read(&path).expect("a file");
        assert!(matches!(CatalogueStore::open(&path), Err(StoreError::Newer)));
        assert_eq!(std::fs::read(&path).expect("a file"), before);
    }

    #[test]
    fn pages_for_another_cursor_or_provider_are_not_stored() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder);
        let lawn = || [page("1", vec![service(1, "Lawn")])];
        assert!(!store.store_pages(URL, Some("7"), &lawn()).expect("answered"));
        assert!(!store.store_pages("https://other.example", None, &lawn()).expect("answered"));
        assert_eq!(found(&store, "lawn"), 0);
        assert!(store.store_pages(URL, None, &lawn()).expect("stored"));
        store.begin("https://other.example").expect("begun");
        assert_eq!(found(&store, "lawn"), 0);
    }
}
