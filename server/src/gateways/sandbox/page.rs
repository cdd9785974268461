//! The sandbox's page.
