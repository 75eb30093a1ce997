//! Every repository port on SeaORM: SQLite and PostgreSQL from the same code.
