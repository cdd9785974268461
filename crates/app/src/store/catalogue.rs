//! `catalogue.db`: a copy of the provider's catalogue that is thrown away when it is damaged.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use contract::api::CataloguePage;
use contract::ipc::CategoryCount;
use domain::CategoryId;
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
    recovered: AtomicBool,
}

impl CatalogueStore {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let (database, recovered) = match open(path) {
            Err(error) if error.is_damage() => (renew(path)?, true),
            opened => (opened?, false),
        };
        Ok(Self {
            path: path.to_owned(),
            database: RwLock::new(Some(Arc::new(database))),
            categories: Mutex::default(),
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
                for page in pages {
                    store_page(tx, page)?;
                }
                Ok(true)
            })
        });
        self.forget_counts();
        result
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

    fn forget_counts(&self) {
        *self.categories.lock().unwrap_or_else(PoisonError::into_inner) = None;
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

fn store_page(tx: &Transaction<'_>, page: &CataloguePage) -> Result<(), StoreError> {
    if page.reset {
        services::forget(tx)?;
    }
    services::put_categories(tx, &page.categories)?;
    for service in &page.services {
        services::put(tx, service, name_of(&service.category, &page.categories))?;
    }
    services::advance(tx, &page.cursor, page.total, !page.more)
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
