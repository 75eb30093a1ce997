//! What went wrong in a database, in the port's words: the one table from SQL states to codes.

use std::io;

use pediafor_kernel::{PortError, PortErrorCode};
use sea_orm::{DbErr, RuntimeErr, SqlErr, error::ConnAcquireErr};

/// A database failure while doing `context`, for use in `map_err(failed("save an account"))`.
pub fn failed(context: &'static str) -> impl Fn(DbErr) -> PortError {
    move |error| PortError::new(code(&error), context).caused_by(error)
}

pub(crate) fn failed_sqlx(context: &'static str) -> impl Fn(sqlx::Error) -> PortError {
    move |error| PortError::new(sqlx_code(&error), context).caused_by(error)
}

/// Answers the optimistic lock: an update that changed no row found another version than the one that was read.
///
/// # Errors
///
/// A stale-version error naming `context`.
pub fn stale_unless_one(rows_affected: u64, context: &'static str) -> Result<(), PortError> {
    if rows_affected == 1 { Ok(()) } else { Err(PortError::stale(context)) }
}

pub(crate) fn code(error: &DbErr) -> PortErrorCode {
    if let Some(SqlErr::UniqueConstraintViolation(_) | SqlErr::ForeignKeyConstraintViolation(_)) = error.sql_err() {
        return PortErrorCode::Conflict;
    }
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed) => {
            PortErrorCode::Unavailable
        }
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => sqlx_code(error),
        DbErr::Conn(_) => PortErrorCode::Unavailable,
        DbErr::Json(_) | DbErr::Type(_) | DbErr::TryIntoErr { .. } => PortErrorCode::Corrupt,
        _ => PortErrorCode::Internal,
    }
}

fn sqlx_code(error: &sqlx::Error) -> PortErrorCode {
    match error {
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => PortErrorCode::Timeout,
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::WorkerCrashed => PortErrorCode::Unavailable,
        sqlx::Error::Database(error) if error.is_unique_violation() || error.is_foreign_key_violation() => {
            PortErrorCode::Conflict
        }
        sqlx::Error::Database(error) => error.code().map_or(PortErrorCode::Internal, |code| state(&code)),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => PortErrorCode::Corrupt,
        _ => PortErrorCode::Internal,
    }
}

/// PostgreSQL's SQLSTATE (class 08 connection, 40 serialisation and deadlock, 53 resources, 55P03 lock, 57 operator)
/// or SQLite's primary result code (5 busy, 6 locked, 13 full), extended codes included.
fn state(code: &str) -> PortErrorCode {
    let lock_or_busy = code.parse::<u32>().is_ok_and(|code| code < 10_000 && matches!(code & 0xff, 5 | 6));
    match code {
        "57014" | "55P03" => PortErrorCode::Timeout,
        _ if lock_or_busy => PortErrorCode::Timeout,
        "13" => PortErrorCode::Unavailable,
        _ if code.len() == 5 && ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class)) => {
            PortErrorCode::Unavailable
        }
        _ => PortErrorCode::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_that_pass_are_unavailable_and_states_of_ours_are_internal() {
        for code in ["08006", "40001", "40P01", "53300", "57P01", "13"] {
            assert_eq!(state(code), PortErrorCode::Unavailable, "{code}");
        }
        for code in ["5", "6", "261", "517", "57014", "55P03"] {
            assert_eq!(state(code), PortErrorCode::Timeout, "{code}");
        }
        for code in ["42P01", "22003", "1", "23514"] {
            assert_eq!(state(code), PortErrorCode::Internal, "{code}");
        }
    }
}
